package dev.waybill.runtime.publish;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.PublisherBuilder;
import dev.waybill.Retry;
import dev.waybill.Topic;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Durability;
import dev.waybill.runtime.explain.PublishHop;
import java.time.Duration;
import java.util.Objects;

/** What is asked of a publisher, until it is opened. */
final class PublisherPlan<T> implements PublisherBuilder<T> {

  private final Topic<T> topic;
  private final Capabilities engine;
  private final Publishers publishers;

  private Guarantee guarantee = Guarantee.AT_LEAST_ONCE;
  private boolean whenWritten;
  private Duration linger = PublishDefaults.LINGER;
  private int maxBatchBytes = PublishDefaults.MAX_BATCH_BYTES;
  private long maxBufferedBytes = PublishDefaults.MAX_BUFFERED_BYTES;
  private Duration maxBlock = PublishDefaults.MAX_BLOCK;
  private Retry retry = PublishDefaults.RETRY;
  private Duration deliveryTimeout = PublishDefaults.DELIVERY_TIMEOUT;

  PublisherPlan(Topic<T> topic, Capabilities engine, Publishers publishers) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.engine = engine;
    this.publishers = publishers;
  }

  @Override
  public PublisherBuilder<T> guarantee(Guarantee guarantee) {
    this.guarantee = Objects.requireNonNull(guarantee, "guarantee");
    return this;
  }

  @Override
  public PublisherBuilder<T> answerWhenWritten() {
    this.whenWritten = true;
    return this;
  }

  @Override
  public PublisherBuilder<T> linger(Duration linger) {
    this.linger = notNegative("linger", linger);
    return this;
  }

  @Override
  public PublisherBuilder<T> maxBatchBytes(int bytes) {
    this.maxBatchBytes = (int) positive("maxBatchBytes", bytes);
    return this;
  }

  @Override
  public PublisherBuilder<T> maxBufferedBytes(long bytes) {
    this.maxBufferedBytes = positive("maxBufferedBytes", bytes);
    return this;
  }

  @Override
  public PublisherBuilder<T> maxBlock(Duration maxBlock) {
    this.maxBlock = notNegative("maxBlock", maxBlock);
    return this;
  }

  @Override
  public PublisherBuilder<T> retry(Retry retry) {
    this.retry = Objects.requireNonNull(retry, "retry");
    return this;
  }

  @Override
  public PublisherBuilder<T> deliveryTimeout(Duration timeout) {
    this.deliveryTimeout = notNegative("deliveryTimeout", timeout);
    return this;
  }

  @Override
  public Publisher<T> open() {
    return publishers.open(topic, this);
  }

  Guarantee guarantee() {
    return guarantee;
  }

  boolean whenWritten() {
    return whenWritten;
  }

  /**
   * At-least-once takes sequences too where the engine has them: they keep the order of retried
   * batches. Its promise does not rest on them.
   */
  PublisherSettings settings() {
    boolean confirmed = guarantee != Guarantee.AT_MOST_ONCE;
    Acks acks = !confirmed ? Acks.NONE : whenWritten ? Acks.WRITTEN : Acks.SYNCED;
    return new PublisherSettings(
        acks,
        confirmed && engine.can(Capability.IDEMPOTENT_PUBLISH),
        linger,
        maxBatchBytes,
        maxBufferedBytes,
        maxBlock,
        retry,
        deliveryTimeout);
  }

  PublishHop hop() {
    boolean confirmed = guarantee != Guarantee.AT_MOST_ONCE;
    return new PublishHop(
        topic.name(),
        guarantee,
        durability(confirmed),
        topic.idFunction().isPresent(),
        confirmed ? deliveryTimeout : Duration.ZERO);
  }

  private Durability durability(boolean confirmed) {
    if (!confirmed) {
      return Durability.UNCONFIRMED;
    }
    if (whenWritten) {
      return Durability.WRITTEN;
    }
    return engine.can(Capability.PUBLISH_SYNCED) ? Durability.SYNCED : Durability.REPLICATED;
  }

  private static Duration notNegative(String name, Duration found) {
    if (found.isNegative()) {
      throw new RejectedException(name + ": expected a duration ≥ 0, found " + found);
    }
    return found;
  }

  private static long positive(String name, long found) {
    if (found <= 0) {
      throw new RejectedException(name + ": expected at least 1 byte, found " + found);
    }
    return found;
  }
}
