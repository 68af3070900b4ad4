package dev.waybill.runtime.migrate;

import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.timing.Timing;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to the target in transactions of bounded size and time. A transaction is in the target
 * as a whole or not at all, and one that somebody else's session has fenced is not: so whatever
 * ends a migration, the target has a beginning of the source. One thread.
 */
final class Feed {
  private static final long MESSAGE_OVERHEAD_BYTES = 32;
  private static final long TRANSACTION_NANOS = 10_000_000_000L;
  private static final int LOOK_EVERY = 1_024;

  private final EngineTransactions session;
  private final Timing timing;
  private final long transactionBytes;
  private final Answers answers = new Answers();
  private boolean open;
  private long bytes;
  private long messages;
  private long beganNanos;
  private @Nullable TopicPartition last;

  Feed(EngineTransactions session, Timing timing, long transactionBytes) {
    this.transactionBytes = transactionBytes;
    this.session = session;
    this.timing = timing;
  }

  /**
   * Publishes, and commits when enough has come together.
   *
   * @throws WaybillException what the target says, and what follows for the migration
   */
  void publish(TopicPartition partition, StoredMessage message) {
    last = partition;
    try {
      if (!open) {
        session.begin();
        open = true;
        bytes = 0;
        messages = 0;
        beganNanos = timing.nanoTime();
      }
      session.publish(
          partition,
          message.timestampMillis(),
          message.key(),
          message.value(),
          message.headers(),
          answers);
    } catch (WaybillException e) {
      throw Context.ofMoving(partition, answers.orElse(e));
    }
    bytes += MESSAGE_OVERHEAD_BYTES + length(message.key()) + length(message.value());
    messages++;
    if (bytes >= transactionBytes
        || (messages % LOOK_EVERY == 0 && timing.nanoTime() - beganNanos >= TRANSACTION_NANOS)) {
      commit();
    }
  }

  /**
   * Commits what is open: it is durable when this returns.
   *
   * @throws WaybillException as {@link #publish}
   */
  void commit() {
    if (open) {
      try {
        session.commit();
      } catch (WaybillException e) {
        throw Context.ofMoving(Objects.requireNonNull(last), answers.orElse(e));
      }
      open = false;
    }
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Keeps the first failure: what is thrown later may only have followed from it. */
  private static final class Answers implements PublishCompletion {
    private volatile @Nullable WaybillException failure;

    @Override
    public void done(TopicPartition partition, long offset, Durability durability) {}

    @Override
    public synchronized void failed(WaybillException cause) {
      if (failure == null) {
        failure = cause;
      }
    }

    WaybillException orElse(WaybillException thrown) {
      WaybillException first = failure;
      // Whether a commit was done is what the commit says, not what a publish before it said.
      return first == null || thrown instanceof OutcomeUnknownException ? thrown : first;
    }
  }
}
