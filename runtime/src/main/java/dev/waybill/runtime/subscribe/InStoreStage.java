package dev.waybill.runtime.subscribe;

import dev.waybill.Guarantee;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.TransactionalBatchHandler;
import dev.waybill.TransactionalDeliveryHandler;
import dev.waybill.TransactionalHandler;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.effect.EffectStore;
import dev.waybill.message.StartPosition;
import dev.waybill.runtime.deliver.EffectSettings;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.explain.Effect.IdWindow;
import dev.waybill.runtime.plan.SubscriptionDefaults;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Effects and position in one transaction of a store.
 *
 * <p>Whether message ids are kept beside the position is planned here: the position knows a message
 * again that is <em>delivered</em> twice, ids know one that was <em>published</em> twice. They are
 * kept if the topic has them, unless the application says that nobody publishes twice.
 */
final class InStoreStage<T, X> extends Stage<T, Subscribe.InStore<T, X>>
    implements Subscribe.InStore<T, X> {

  private final EffectStore<X> store;
  private Duration transactionTime = SubscriptionDefaults.TRANSACTION_TIME;
  private boolean publishedOnce;

  InStoreStage(
      Topic<T> topic, Optional<String> group, EffectStore<X> store, SubscriptionStarter starter) {
    super(topic, group, Guarantee.EXACTLY_ONCE, starter);
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  Subscribe.InStore<T, X> self() {
    return this;
  }

  @Override
  public Subscribe.InStore<T, X> transactionTime(Duration time) {
    transactionTime = positive("transactionTime", time);
    return this;
  }

  @Override
  public Subscribe.InStore<T, X> publishedOnce() {
    publishedOnce = true;
    return this;
  }

  @Override
  void checkGroup(String group, StartPosition startAt) {
    starter.planner().consumeIntoStore(topic.name(), group, store.name(), startAt);
  }

  @Override
  public Subscription handle(TransactionalHandler<? super T, ? super X> handler) {
    return starter.subscriptions().handle(plan(), effects(), store, hop(effect()), handler);
  }

  @Override
  public Subscription handleDeliveries(TransactionalDeliveryHandler<T, ? super X> handler) {
    return starter
        .subscriptions()
        .handleDeliveries(plan(), effects(), store, hop(effect()), handler);
  }

  @Override
  public Subscription handleBatches(TransactionalBatchHandler<T, ? super X> handler) {
    return starter.subscriptions().handleBatches(plan(), effects(), store, hop(effect()), handler);
  }

  @Override
  boolean keepsPositionsInStore() {
    return true;
  }

  private boolean keepsIds() {
    return topic.idFunction().isPresent() && !publishedOnce;
  }

  private EffectSettings effects() {
    return new EffectSettings(transactionTime, keepsIds());
  }

  private Effect effect() {
    return keepsIds()
        ? Effect.database(new IdWindow(store.idRetention(), messagesKept()))
        : Effect.database(false);
  }

  private Duration messagesKept() {
    return starter
        .engine()
        .topics()
        .describe(topic.name())
        .map(TopicDescription::settings)
        .map(TopicSettings::retentionTime)
        .orElse(TopicSettings.FOREVER);
  }
}
