package dev.waybill.runtime.subscribe;

import dev.waybill.DeliveryHandler;
import dev.waybill.Guarantee;
import dev.waybill.Handler;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import java.util.Optional;

/** Every live subscriber, nothing kept. */
final class BroadcastStage<T> extends Stage<T, Subscribe.Broadcast<T>>
    implements Subscribe.Broadcast<T> {

  BroadcastStage(Topic<T> topic, SubscriptionStarter starter) {
    super(topic, Optional.empty(), Guarantee.AT_MOST_ONCE, starter);
  }

  @Override
  Subscribe.Broadcast<T> self() {
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
}
