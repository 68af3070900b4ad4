package dev.waybill.runtime.subscribe;

import dev.waybill.Subscribe;
import dev.waybill.Topic;
import dev.waybill.effect.EffectStore;
import dev.waybill.error.RejectedException;
import java.util.Objects;
import java.util.Optional;

/** The first word: as a member of a group, or for everybody who is there. */
public final class SubscribeTo<T> implements Subscribe<T> {

  private final Topic<T> topic;
  private final SubscriptionStarter starter;

  public SubscribeTo(Topic<T> topic, SubscriptionStarter starter) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.starter = starter;
  }

  @Override
  public InGroup<T> group(String name) {
    if (name.isBlank()) {
      throw new RejectedException(
          "expected a group's name, found '" + name + "'; nothing was subscribed");
    }
    return new InGroup<>() {
      @Override
      public AtMostOnce<T> atMostOnce() {
        return new AtMostOnceStage<>(topic, Optional.of(name), starter);
      }

      @Override
      public AtLeastOnce<T> atLeastOnce() {
        return new AtLeastOnceStage<>(topic, Optional.of(name), starter);
      }

      @Override
      public ExactlyOnce<T> exactlyOnce() {
        return new ExactlyOnceStage<>(topic, Optional.of(name), starter);
      }

      @Override
      public <X> InStore<T, X> exactlyOnce(EffectStore<X> store) {
        return new InStoreStage<>(topic, Optional.of(name), store, starter);
      }
    };
  }

  @Override
  public Broadcast<T> broadcast() {
    return new BroadcastStage<>(topic, starter);
  }
}
