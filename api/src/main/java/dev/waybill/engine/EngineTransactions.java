package dev.waybill.engine;

import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session of transactions, one after the other. One thread at a time.
 *
 * <p>After {@link dev.waybill.error.FencedException} the session is over: close it. After {@link
 * dev.waybill.error.OutcomeUnknownException} from {@link #commit} the transaction is committed or
 * aborted as a whole; open a new session of the same id to settle it, then read back.
 */
public interface EngineTransactions extends AutoCloseable {

  /** Begins a transaction. At most one is open. */
  void begin();

  /** As {@link EnginePublisher#publish}, inside the open transaction. */
  void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion);

  /**
   * Stages positions of the consumer's group: they are committed with the transaction, or not at
   * all.
   *
   * @param next per partition, the offset of the next message to be delivered
   * @throws dev.waybill.error.FencedException the consumer owns a partition no more
   */
  void commitPositions(EngineConsumer consumer, Map<TopicPartition, Long> next);

  /**
   * Commits. When this returns, messages and positions are durable and visible, and the next
   * transaction may begin at once. A failed publish inside makes this throw that failure after
   * aborting.
   */
  void commit();

  /** Aborts: nothing of the transaction will be seen by readers of committed messages. */
  void abort();

  /** Aborts what is open and closes. */
  void close(Duration timeout);

  @Override
  default void close() {
    close(Duration.ofSeconds(30));
  }
}
