package dev.waybill.runtime.deliver;

import dev.waybill.message.TopicPartition;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A partition whose messages are read, processed and written in transactions.
 *
 * <pre>
 *   committed ── prepared, waiting for the transaction ── polled ──►
 *      ▲                                                    │
 *      └── rewind: everything behind it is forgotten ◄──────┘ and polled again
 * </pre>
 *
 * The lap number grows with every rewind; what was prepared on an older lap is never published.
 */
final class TransactionTrack extends Track {

  /** One batch is published while the next one is processed, however large they are. */
  private static final int MIN_BATCHES = 2;

  private final int ampleMessages;
  private final long ampleBytes;

  private final AtomicLong lap = new AtomicLong();
  private long polledTo;
  private volatile @Nullable Failed failed;
  private int batches;
  private int messages;
  private long bytes;
  private boolean resting;
  private long restUntilNanos;

  /** Messages below it were given to the processor before. Preparer's alone. */
  private long triedUpTo;

  /**
   * @param ampleMessages how many may be in hand; more only while they are few batches
   * @param ampleBytes how much of keys and values may be in hand; likewise
   */
  TransactionTrack(TopicPartition partition, long committed, int ampleMessages, long ampleBytes) {
    super(partition, committed);
    this.ampleMessages = ampleMessages;
    this.ampleBytes = ampleBytes;
    this.polledTo = committed;
  }

  /** Any thread. */
  long lap() {
    return lap.get();
  }

  /** Any thread: the message at the committed position failed so often, if it did. */
  @Nullable Failed failed() {
    return failed;
  }

  void failed(@Nullable Failed message) {
    failed = message;
  }

  /** Forgets what is prepared. The consumer must be sent to that offset as well. */
  void rewindTo(long offset) {
    lap.incrementAndGet();
    batches = 0;
    messages = 0;
    bytes = 0;
    polledTo = offset;
  }

  @Override
  void retire() {
    super.retire();
    lap.incrementAndGet();
  }

  /** A batch was polled: returns where it begins, which is where the one before has ended. */
  long polled(int count, long size, long nextOffset) {
    batches++;
    messages += count;
    bytes += size;
    long from = polledTo;
    polledTo = nextOffset;
    return from;
  }

  void batchEnded(long ofLap, int count, long size) {
    if (ofLap == lap.get()) {
      batches--;
      messages -= count;
      bytes -= size;
    }
  }

  void restUntil(long nanos) {
    resting = true;
    restUntilNanos = nanos;
  }

  /** Nanoseconds until the partition is tried again; {@link Long#MAX_VALUE} if it does not rest. */
  long nanosOfRest(long nowNanos) {
    return resting ? Math.max(0, restUntilNanos - nowNanos) : Long.MAX_VALUE;
  }

  @Override
  boolean hasRoom(long nowNanos) {
    if (resting && nowNanos - restUntilNanos >= 0) {
      resting = false;
    }
    return !resting && (batches < MIN_BATCHES || (messages < ampleMessages && bytes < ampleBytes));
  }

  /** Preparer's thread: whether this is the first time that it sees the offset. */
  boolean firstTry(long offset) {
    if (offset < triedUpTo) {
      return false;
    }
    triedUpTo = offset + 1;
    return true;
  }
}
