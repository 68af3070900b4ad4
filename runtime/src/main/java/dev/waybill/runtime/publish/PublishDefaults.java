package dev.waybill.runtime.publish;

import dev.waybill.Retry;
import dev.waybill.engine.Acks;
import dev.waybill.engine.PublisherSettings;
import java.time.Duration;

/** What a publisher is opened with unless the application says otherwise. */
public final class PublishDefaults {

  static final Duration LINGER = Duration.ZERO;
  static final int MAX_BATCH_BYTES = 256 * 1024;
  static final long MAX_BUFFERED_BYTES = 16L * 1024 * 1024;
  static final Duration MAX_BLOCK = Duration.ofMinutes(1);
  static final Retry RETRY = Retry.exponential(Duration.ofMillis(50));

  /** How long a message may take from publish to receipt, all attempts together. */
  public static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

  private PublishDefaults() {}

  /** Awaited and durable, retried with the defaults. */
  public static PublisherSettings durable(boolean idempotent) {
    return new PublisherSettings(
        Acks.SYNCED,
        idempotent,
        LINGER,
        MAX_BATCH_BYTES,
        MAX_BUFFERED_BYTES,
        MAX_BLOCK,
        RETRY,
        DELIVERY_TIMEOUT);
  }
}
