package dev.waybill.runtime.publish;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Topic;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher over an engine's session. Thread-safe.
 *
 * <p>The hot path allocates the value's and the key's bytes and, when the answer is awaited, one
 * {@link PendingReceipt}; an unconfirmed publish returns its partition's shared future.
 */
final class TopicPublisher<T> implements Publisher<T> {

  private static final Logger LOG = LoggerFactory.getLogger(TopicPublisher.class);

  private final Topic<T> topic;
  private final Guarantee guarantee;
  private final Envelope<T> envelope;
  private final EnginePublisher engine;
  private final Consumer<TopicPublisher<?>> onClose;
  private final @Nullable Unconfirmed unconfirmed;
  private final AtomicBoolean closed = new AtomicBoolean();

  TopicPublisher(
      Topic<T> topic,
      Guarantee guarantee,
      Envelope<T> envelope,
      EnginePublisher engine,
      Consumer<TopicPublisher<?>> onClose) {
    this.topic = topic;
    this.guarantee = guarantee;
    this.envelope = envelope;
    this.engine = engine;
    this.onClose = onClose;
    this.unconfirmed =
        guarantee == Guarantee.AT_MOST_ONCE ? new Unconfirmed(envelope, topic.name()) : null;
  }

  @Override
  public CompletableFuture<Receipt> publish(T message) {
    return publish(message, Headers.empty());
  }

  @Override
  public CompletableFuture<Receipt> publish(T message, Headers headers) {
    try {
      if (closed.getPlain()) {
        throw closedPublisher();
      }
      byte[] key = envelope.key(message);
      byte[] value = envelope.value(message);
      Headers all = envelope.headers(message, headers);
      TopicPartition partition = envelope.partition(key);
      Unconfirmed shared = unconfirmed;
      if (shared != null) {
        engine.publish(partition, EnginePublisher.NOW, key, value, all, shared);
        return shared.futures.get(partition.partition());
      }
      PendingReceipt receipt = new PendingReceipt();
      engine.publish(partition, EnginePublisher.NOW, key, value, all, receipt);
      return receipt;
    } catch (WaybillException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void flush() {
    if (closed.get()) {
      throw closedPublisher();
    }
    engine.flush();
  }

  @Override
  public Topic<T> topic() {
    return topic;
  }

  @Override
  public Guarantee guarantee() {
    return guarantee;
  }

  @Override
  public void close(Duration timeout) {
    if (closed.compareAndSet(false, true)) {
      try {
        engine.close(timeout);
      } finally {
        onClose.accept(this);
      }
    }
  }

  private RejectedException closedPublisher() {
    return new RejectedException(
        "the publisher of '" + topic.name() + "' is closed; nothing was stored: open another");
  }

  /** What all unconfirmed publishes share: one completed future per partition. */
  private static final class Unconfirmed implements PublishCompletion {

    private final String topic;
    private final List<CompletableFuture<Receipt>> futures = new ArrayList<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    Unconfirmed(Envelope<?> envelope, String topic) {
      this.topic = topic;
      for (int i = 0; i < envelope.route().partitionCount(); i++) {
        futures.add(
            CompletableFuture.completedFuture(
                new Receipt(
                    envelope.route().partition(i),
                    Receipt.UNKNOWN_OFFSET,
                    Durability.UNCONFIRMED)));
      }
    }

    @Override
    public void done(TopicPartition partition, long offset, Durability durability) {
      // Nobody waits.
    }

    @Override
    public void failed(WaybillException failure) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn(
            "At-most-once messages of '{}' are being lost; they are not tried again, and later"
                + " losses of this publisher are not reported",
            topic,
            failure);
      }
    }
  }
}
