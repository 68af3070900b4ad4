package dev.waybill.runtime.deliver;

import dev.waybill.engine.Capability;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.publish.PublishDefaults;
import dev.waybill.runtime.topic.TopicRoute;
import dev.waybill.runtime.topic.WaybillHeaders;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Where messages go that are given up: key, value and headers as they were, and beside them origin,
 * attempts and error. Thread-safe. The topic is created on first need with as many partitions as
 * the origin has, and a letter goes to the partition of its origin's number.
 */
final class DeadLetters {

  private static final int MAX_ERROR_CHARACTERS = 1000;

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
   * @throws WaybillException it is not there
   */
  void publish(TopicPartition origin, StoredMessage message, int attempts, Throwable error) {
    CompletableFuture<Durability> stored = new CompletableFuture<>();
    publisher()
        .publish(
            target(origin),
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
    TopicRoute route = services.topics().routeOrCreate(topic, settings.route().partitionCount());
    return route.partition(origin.partition() % route.partitionCount());
  }

  Headers headers(TopicPartition origin, StoredMessage message, int attempts, Throwable error) {
    String text = String.valueOf(error.getMessage());
    return message
        .headers()
        .with(WaybillHeaders.ORIGIN_TOPIC, origin.topic())
        .with(WaybillHeaders.ORIGIN_PARTITION, Integer.toString(origin.partition()))
        .with(WaybillHeaders.ORIGIN_OFFSET, Long.toString(message.offset()))
        .with(WaybillHeaders.ORIGIN_GROUP, settings.group().orElse("broadcast"))
        .with(WaybillHeaders.ATTEMPTS, Integer.toString(attempts))
        .with(
            WaybillHeaders.ERROR, text.substring(0, Math.min(MAX_ERROR_CHARACTERS, text.length())))
        .with(WaybillHeaders.ERROR_TYPE, error.getClass().getName());
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
