package dev.waybill;

import dev.waybill.message.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes to one topic under one guarantee. Thread-safe; messages that one thread publishes with
 * one key are stored in the order of the calls, retries included.
 *
 * <p>How a future ends:
 *
 * <ul>
 *   <li>with a {@link Receipt}: done, as durable as it says. At-most-once futures are complete on
 *       return and say {@link dev.waybill.message.Durability#UNCONFIRMED};
 *   <li>with {@link dev.waybill.error.OutcomeUnknownException}: stored or not;
 *   <li>with any other {@link dev.waybill.error.WaybillException}: not stored.
 * </ul>
 *
 * Futures complete on an internal thread: dependent actions must not block, or use the {@code
 * …Async} methods.
 */
public interface Publisher<T> extends AutoCloseable {

  /**
   * Publishes a message. Blocks while the buffer is full; never throws for a failure of the publish
   * itself, which the future carries.
   */
  CompletableFuture<Receipt> publish(T message);

  /** Publishes a message with headers of the caller's. */
  CompletableFuture<Receipt> publish(T message, Headers headers);

  /** Sends what is batched and returns when every earlier publish is answered. */
  void flush();

  Topic<T> topic();

  Guarantee guarantee();

  /** Flushes, waiting for at most 30 seconds, and closes. */
  @Override
  default void close() {
    close(Duration.ofSeconds(30));
  }

  /** Flushes for at most that long, fails the rest as outcome unknown, and closes. */
  void close(Duration timeout);
}
