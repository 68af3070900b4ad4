package dev.waybill.runtime.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.engine.Capability;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.publish.PublishDefaults;
import dev.waybill.runtime.topic.TopicRoute;
import dev.waybill.runtime.topic.WaybillHeaders;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Where messages go that are given up: key, value and headers as they were, and beside them origin,
 * attempts and error. Thread-safe. The topic is created on first need with as many partitions as
 * the origin has, and a letter goes to the partition of its origin's number.
 *
 * <p>Letters fit: the topic takes messages that are larger than the origin's largest by what the
 * headers may add, and texts in headers are cut to a bound. Where the engine has no such room, or
 * the topic existed and takes less, a letter may be refused; what follows is the caller's.
 */
final class DeadLetters {

  private static final int MAX_ERROR_BYTES = 1000;
  private static final int MAX_ERROR_TYPE_BYTES = 500;

  /** Names, numbers, the origin's name and the framing of the headers beside those texts. */
  private static final int OTHER_HEADER_BYTES = 1024;

  private final Services services;
  private final SubscriptionSettings<?> settings;
  private final String topic;
  private @Nullable EnginePublisher publisher;

  DeadLetters(Services services, SubscriptionSettings<?> settings, String topic) {
    this.services = services;
    this.settings = settings;
    this.topic = topic;
  }

  /**
   * Publishes a letter; it is synced when this returns.
   *
   * @throws OutcomeUnknownException it may be there: another one may follow
   * @throws WaybillException it is not there; the topic is looked at anew before the next one
   */
  void publish(TopicPartition origin, StoredMessage message, int attempts, Throwable error) {
    try {
      store(target(origin), origin, message, attempts, error);
    } catch (RejectedException e) {
      // It may have been deleted: the next letter finds, or makes, the one that is there then.
      services.topics().forget(topic);
      throw e;
    }
  }

  private void store(
      TopicPartition target,
      TopicPartition origin,
      StoredMessage message,
      int attempts,
      Throwable error) {
    CompletableFuture<Durability> stored = new CompletableFuture<>();
    publisher()
        .publish(
            target,
            services.clock().millis(),
            message.key(),
            message.value(),
            headers(origin, message, attempts, error),
            new PublishCompletion() {
              @Override
              public void done(TopicPartition partition, long offset, Durability durability) {
                stored.complete(durability);
              }

              @Override
              public void failed(WaybillException failure) {
                stored.completeExceptionally(failure);
              }
            });
    try {
      stored.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WaybillException failure) {
        throw failure;
      }
      throw e;
    }
  }

  TopicPartition target(TopicPartition origin) {
    TopicRoute route =
        services
            .topics()
            .routeOrCreateLike(
                origin.topic(), topic, settings.route().partitionCount(), headerBytes());
    return route.partition(origin.partition() % route.partitionCount());
  }

  Headers headers(TopicPartition origin, StoredMessage message, int attempts, Throwable error) {
    return message
        .headers()
        .with(WaybillHeaders.ORIGIN_TOPIC, origin.topic())
        .with(WaybillHeaders.ORIGIN_PARTITION, Integer.toString(origin.partition()))
        .with(WaybillHeaders.ORIGIN_OFFSET, Long.toString(message.offset()))
        .with(WaybillHeaders.ORIGIN_GROUP, settings.group().orElse("broadcast"))
        .with(WaybillHeaders.ATTEMPTS, Integer.toString(attempts))
        .with(WaybillHeaders.ERROR, cut(String.valueOf(error.getMessage()), MAX_ERROR_BYTES))
        .with(WaybillHeaders.ERROR_TYPE, cut(error.getClass().getName(), MAX_ERROR_TYPE_BYTES));
  }

  /** What the headers of a letter may add to the message, at most. */
  private int headerBytes() {
    return MAX_ERROR_BYTES
        + MAX_ERROR_TYPE_BYTES
        + OTHER_HEADER_BYTES
        + settings.group().map(group -> group.getBytes(UTF_8).length).orElse(0);
  }

  /** The longest beginning of so many UTF-8 bytes that ends between two characters. */
  private static byte[] cut(String text, int maxBytes) {
    byte[] all = text.getBytes(UTF_8);
    int end = Math.min(maxBytes, all.length);
    while (end < all.length && (all[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(all, end);
  }

  private synchronized EnginePublisher publisher() {
    EnginePublisher open = publisher;
    if (open == null) {
      open =
          services
              .engine()
              .publisher(
                  PublishDefaults.durable(
                      services.engine().capabilities().can(Capability.IDEMPOTENT_PUBLISH)));
      publisher = open;
    }
    return open;
  }

  synchronized void close() {
    if (publisher != null) {
      publisher.close();
    }
  }
}
