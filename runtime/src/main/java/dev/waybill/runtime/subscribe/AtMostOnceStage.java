package dev.waybill.runtime.subscribe;

import dev.waybill.BatchHandler;
import dev.waybill.DeliveryHandler;
import dev.waybill.Guarantee;
import dev.waybill.Handler;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import java.util.Optional;

/** Position first, then the handler. */
final class AtMostOnceStage<T> extends Stage<T, Subscribe.AtMostOnce<T>>
    implements Subscribe.AtMostOnce<T> {

  AtMostOnceStage(Topic<T> topic, Optional<String> group, SubscriptionStarter starter) {
    super(topic, group, Guarantee.AT_MOST_ONCE, starter);
  }

  @Override
  Subscribe.AtMostOnce<T> self() {
    return this;
  }

  @Override
  public Subscription handle(Handler<? super T> handler) {
    return starter.subscriptions().handle(plan(), hop(knownEffect()), handler);
  }

  @Override
  public Subscription handleDeliveries(DeliveryHandler<T> handler) {
    return starter.subscriptions().handleDeliveries(plan(), hop(knownEffect()), handler);
  }

  @Override
  public Subscription handleBatches(BatchHandler<T> handler) {
    return starter.subscriptions().handleBatches(plan(), hop(knownEffect()), handler);
  }
}
