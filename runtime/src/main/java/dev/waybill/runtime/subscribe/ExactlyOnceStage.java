package dev.waybill.runtime.subscribe;

import dev.waybill.Guarantee;
import dev.waybill.MultiProcessor;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.runtime.explain.Effect;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Outputs and position in one transaction. */
final class ExactlyOnceStage<T> extends Stage<T, Subscribe.ExactlyOnce<T>>
    implements Subscribe.ExactlyOnce<T> {

  ExactlyOnceStage(Topic<T> topic, Optional<String> group, SubscriptionStarter starter) {
    super(topic, group, Guarantee.EXACTLY_ONCE, starter);
  }

  @Override
  Subscribe.ExactlyOnce<T> self() {
    return this;
  }

  @Override
  public <O> Subscribe.IntoTopic<T, O> into(Topic<O> output) {
    Objects.requireNonNull(output, "topic");
    return processor -> {
      starter.topics().route(output);
      starter.footing().publishInTransactions(output.name());
      return starter
          .subscriptions()
          .process(
              plan(),
              hop(Effect.brokerTransaction(List.of(output.name()))),
              (delivery, outputs) -> {
                for (O message : processor.process(delivery.message())) {
                  outputs.publish(output, message);
                }
              });
    };
  }

  @Override
  public Subscription process(MultiProcessor<T> processor) {
    return starter
        .subscriptions()
        .process(plan(), hop(Effect.brokerTransaction(List.of())), processor);
  }
}
