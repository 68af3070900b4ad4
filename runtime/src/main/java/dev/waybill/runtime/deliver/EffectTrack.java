package dev.waybill.runtime.deliver;

import dev.waybill.engine.Polled;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition whose position is kept with the effects of its messages. The loop adds what it polls;
 * the worker takes, and lets go only of what a transaction has moved the position past: what was
 * rolled back is taken again.
 *
 * <pre>
 *   settled … a slice … polled
 *      │         └ in a transaction, or to be in the next one
 *      └ the store's position, as far as we know
 * </pre>
 *
 * <p>Guarded by its monitor, except where it is said.
 */
final class EffectTrack extends Track {

  /** One batch is handled while the next one is fetched. */
  private static final int MAX_BATCHES = 2;

  /**
   * Messages that go into one transaction.
   *
   * @param from the position before them
   * @param upTo the position behind them
   * @param failed their one message has failed before; null if there is no such message
   */
  record Slice(
      EffectTrack track,
      long from,
      List<StoredMessage> messages,
      long upTo,
      @Nullable Failed failed) {}

  /**
   * What a transaction does about a slice.
   *
   * @param handled messages given to the handler
   * @param repeats messages that were known by their ids
   * @param lettered messages given up
   */
  record Carried(Slice slice, int handled, int repeats, int lettered) {}

  private final Deque<Polled.Batch> polled = new ArrayDeque<>();
  private final int maxMessages;
  private volatile long settled;
  private volatile boolean stray;

  /** Messages that a slice may have: fewer after one that failed somewhere. */
  private int limit;

  private @Nullable Failed failed;
  private long restUntilNanos;

  /** Messages below it were given to the handler before. */
  private long triedUpTo;

  /** What was done if its transaction was committed, which nobody knows. */
  private @Nullable Carried inDoubt;

  EffectTrack(TopicPartition partition, long committed, int maxMessages) {
    super(partition, committed);
    this.maxMessages = maxMessages;
    this.limit = maxMessages;
    this.settled = committed;
  }

  /** The store's position, as far as we know; any thread. */
  long settled() {
    return settled;
  }

  /** The store's position is one that was not expected: it must begin anew. Any thread. */
  boolean isStray() {
    return stray;
  }

  /** Nothing of it is to be handled until it has begun anew. */
  void goAstray() {
    stray = true;
  }

  synchronized void add(Polled.Batch batch) {
    polled.add(batch);
  }

  @Override
  synchronized boolean hasRoom(long nowNanos) {
    return polled.size() < MAX_BATCHES;
  }

  /** The next messages, at most so many; null: none, or it rests. */
  synchronized @Nullable Slice take(int atMost, long nowNanos) {
    if (polled.isEmpty() || stray || retired()) {
      return null;
    }
    Failed stopped = failed;
    boolean alone = stopped != null && first() == stopped.offset();
    if (alone && nowNanos - restUntilNanos < 0) {
      return null;
    }
    int most = alone ? 1 : Math.min(limit, atMost);
    List<StoredMessage> messages = new ArrayList<>();
    long upTo = settled;
    for (Polled.Batch batch : polled) {
      for (StoredMessage message : batch.messages()) {
        if (message.offset() < settled) {
          continue;
        }
        if (messages.size() == most || (!alone && isAt(stopped, message))) {
          return slice(messages, upTo, alone);
        }
        messages.add(message);
        upTo = message.offset() + 1;
      }
      upTo = batch.nextOffset();
    }
    return slice(messages, upTo, alone);
  }

  private @Nullable Slice slice(List<StoredMessage> messages, long upTo, boolean alone) {
    return upTo == settled ? null : new Slice(this, settled, messages, upTo, alone ? failed : null);
  }

  private static boolean isAt(@Nullable Failed failed, StoredMessage message) {
    return failed != null && failed.offset() == message.offset();
  }

  /** The first message that is not settled; -1 if only markers are left. */
  private long first() {
    for (Polled.Batch batch : polled) {
      for (StoredMessage message : batch.messages()) {
        if (message.offset() >= settled) {
          return message.offset();
        }
      }
    }
    return -1;
  }

  /** A transaction has moved the position past the slice. */
  synchronized void settled(Slice slice) {
    settled = slice.upTo();
    while (!polled.isEmpty() && polled.peek().nextOffset() <= settled) {
      polled.remove();
    }
    limit = Math.min(maxMessages, limit * 2);
    inDoubt = null;
    Failed stopped = failed;
    if (stopped != null && stopped.offset() < settled) {
      failed = null;
    }
  }

  /** Nobody knows whether the transaction that did this was committed. */
  synchronized void doubt(Carried carried) {
    inDoubt = carried;
  }

  /** What was committed after all, if that explains the store's position. */
  synchronized @Nullable Carried cleared(long position) {
    Carried doubted = inDoubt;
    inDoubt = null;
    return doubted != null && doubted.slice().upTo() == position ? doubted : null;
  }

  /** One of so many messages has failed, and nobody said which: fewer are taken. */
  synchronized void narrow(int messages) {
    limit = Math.max(1, messages / 2);
  }

  /** The message that has failed and is not settled yet; null if there is none. */
  synchronized @Nullable Failed failed() {
    return failed;
  }

  /** A message has failed: it is tried alone, not before then; those before it go on. */
  synchronized void failed(Failed message, long restUntilNanos) {
    failed = message;
    this.restUntilNanos = restUntilNanos;
  }

  /** Nanoseconds until there is something to take; {@link Long#MAX_VALUE} if nothing is known. */
  synchronized long nanosOfRest(long nowNanos) {
    return failed == null || polled.isEmpty() || stray || retired()
        ? Long.MAX_VALUE
        : Math.max(0, restUntilNanos - nowNanos);
  }

  /** Whether this is the first time that the offset is given to the handler. Worker's thread. */
  boolean firstTry(long offset) {
    if (offset < triedUpTo) {
      return false;
    }
    triedUpTo = offset + 1;
    return true;
  }
}
