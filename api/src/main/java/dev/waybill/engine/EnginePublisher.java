package dev.waybill.engine;

import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A session of publishing. Thread-safe; per thread and partition the order of calls is kept. */
public interface EnginePublisher extends AutoCloseable {

  /** The time of a message that the engine tells itself, as it accepts the message. */
  long NOW = Long.MIN_VALUE;

  /**
   * Accepts a message for publishing. Blocks up to {@link PublisherSettings#maxBlock} while the
   * buffer is full. The arrays belong to the engine until the completion is told.
   *
   * @param timestampMillis milliseconds since the epoch, or {@link #NOW}
   * @param completion told once, except when this method throws: then never
   * @throws dev.waybill.error.RejectedException unknown partition, oversized message, closed
   * @throws dev.waybill.error.RetriableException the buffer stayed full, or the thread was
   *     interrupted while waiting (its interrupt flag is kept); the message was not accepted
   */
  void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion);

  /** Sends what is batched and returns when everything accepted before the call was answered. */
  void flush();

  /**
   * Flushes for at most that long, fails what is left as outcome unknown, and closes.
   *
   * @param timeout zero: fail at once what is left
   */
  void close(Duration timeout);

  @Override
  default void close() {
    close(Duration.ofSeconds(30));
  }
}
