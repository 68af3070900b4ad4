package dev.waybill.contract.exchange;

import dev.waybill.Retry;
import dev.waybill.engine.Acks;
import dev.waybill.engine.PublisherSettings;
import java.time.Duration;

/** Settings of publishers, as the runtime would choose them but for what a test says. */
public record Publishing(
    Acks acks,
    boolean idempotent,
    Duration linger,
    int maxBatchBytes,
    long maxBufferedBytes,
    Duration deliveryTimeout) {

  private static final int BATCH_BYTES = 256 * 1024;
  private static final int BUFFERED_BYTES = 16 * 1024 * 1024;
  private static final Duration MAX_BLOCK = Duration.ofMinutes(1);
  private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

  public static Publishing with(Acks acks) {
    return new Publishing(
        acks, acks == Acks.SYNCED, Duration.ZERO, BATCH_BYTES, BUFFERED_BYTES, DELIVERY_TIMEOUT);
  }

  public Publishing notIdempotent() {
    return new Publishing(acks, false, linger, maxBatchBytes, maxBufferedBytes, deliveryTimeout);
  }

  public Publishing lingering(Duration time) {
    return new Publishing(acks, idempotent, time, maxBatchBytes, maxBufferedBytes, deliveryTimeout);
  }

  public Publishing bounded(int batchBytes, long bufferedBytes) {
    return new Publishing(acks, idempotent, linger, batchBytes, bufferedBytes, deliveryTimeout);
  }

  public Publishing givingUpAfter(Duration time) {
    return new Publishing(acks, idempotent, linger, maxBatchBytes, maxBufferedBytes, time);
  }

  public PublisherSettings settings() {
    return new PublisherSettings(
        acks,
        idempotent,
        linger,
        maxBatchBytes,
        maxBufferedBytes,
        MAX_BLOCK,
        Retry.exponential(Duration.ofMillis(20)).maxAttempts(10),
        deliveryTimeout);
  }
}
