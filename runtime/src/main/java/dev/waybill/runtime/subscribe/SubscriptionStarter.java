package dev.waybill.runtime.subscribe;

import dev.waybill.engine.Engine;
import dev.waybill.runtime.deliver.Subscriptions;
import dev.waybill.runtime.plan.Footing;
import dev.waybill.runtime.plan.Planner;
import dev.waybill.runtime.topic.TopicDirectory;

/** What the last word of a subscription's sentence needs. */
public record SubscriptionStarter(
    Engine engine, TopicDirectory topics, Subscriptions subscriptions) {

  Planner planner() {
    return new Planner(engine.capabilities());
  }

  Footing footing() {
    return new Footing(engine);
  }
}
