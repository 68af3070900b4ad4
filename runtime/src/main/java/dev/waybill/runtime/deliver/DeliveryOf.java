package dev.waybill.runtime.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.Delivery;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.topic.WaybillHeaders;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a message, in a handler's hands.
 *
 * <pre>
 *   OPEN ── acknowledge ──► ACKNOWLEDGED
 *     └──── fail, or the handler threw ──► FAILED
 * </pre>
 *
 * The first of them counts. Under automatic settlement nobody is told: the lane looks at {@link
 * #failure} when the handler has returned.
 */
final class DeliveryOf<T> implements Delivery<T> {

  /** Told when a delivery is settled by hand, on whichever thread did it. */
  interface Settlement {
    void acknowledged(DeliveryOf<?> delivery);

    void failed(DeliveryOf<?> delivery, Throwable cause);
  }

  /** The outcome that is no failure. */
  private static final Object ACKNOWLEDGED = new Object();

  private final T message;
  private final Track track;
  private final StoredMessage stored;
  private final int attempt;
  private final @Nullable Settlement settlement;
  private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

  DeliveryOf(
      T message, Track track, StoredMessage stored, int attempt, @Nullable Settlement settlement) {
    this.message = message;
    this.track = track;
    this.stored = stored;
    this.attempt = attempt;
    this.settlement = settlement;
  }

  @Override
  public T message() {
    return message;
  }

  @Override
  public TopicPartition topicPartition() {
    return track.partition();
  }

  @Override
  public long offset() {
    return stored.offset();
  }

  @Override
  public Instant timestamp() {
    return Instant.ofEpochMilli(stored.timestampMillis());
  }

  @Override
  public Optional<String> key() {
    byte[] key = stored.key();
    return key == null ? Optional.empty() : Optional.of(new String(key, UTF_8));
  }

  @Override
  public Headers headers() {
    return stored.headers();
  }

  @Override
  public Optional<String> id() {
    return stored.headers().text(WaybillHeaders.ID);
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public void acknowledge() {
    if (outcome.compareAndSet(null, ACKNOWLEDGED) && settlement != null) {
      settlement.acknowledged(this);
    }
  }

  @Override
  public void fail(Throwable cause) {
    if (outcome.compareAndSet(null, cause) && settlement != null) {
      settlement.failed(this, cause);
    }
  }

  /** The handler threw: true if that settles the delivery, false if it was settled before. */
  boolean failedByThrowing(Throwable cause) {
    return outcome.compareAndSet(null, cause);
  }

  boolean isAcknowledged() {
    return outcome.get() == ACKNOWLEDGED;
  }

  /** Why the attempt has failed, if its handler said so. */
  @Nullable Throwable failure() {
    return outcome.get() instanceof Throwable cause ? cause : null;
  }

  Track track() {
    return track;
  }

  StoredMessage stored() {
    return stored;
  }
}
