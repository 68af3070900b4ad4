package dev.waybill.runtime.explain;

import dev.waybill.DeduplicationStore;
import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.WhenExhausted;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Hops as applications declare them. */
final class Given {

  static final Capabilities ENGINE =
      new Capabilities("test", EnumSet.allOf(Capability.class), List.of("the disk is honest"));
  static final Capabilities PLAIN_ENGINE =
      new Capabilities(
          "plain",
          Set.of(Capability.PUBLISH_UNCONFIRMED, Capability.PUBLISH_SYNCED, Capability.GROUPS),
          List.of());
  static final Retry RETRY = Retry.fixed(Duration.ofSeconds(1)).maxAttempts(5);
  static final Settling SETTLING =
      new Settling(Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(30), 1000);

  /** Four pauses and five attempts of a message before it, the commit interval, the session. */
  static final Duration LONGEST_REDELIVERY = Duration.ofMillis(4_000 + 100_000 + 500 + 30_000);

  private Given() {}

  static PublishHop publisher(Guarantee guarantee) {
    return publisher(guarantee, true);
  }

  static PublishHop publisher(Guarantee guarantee, boolean hasId) {
    Durability durability =
        guarantee == Guarantee.AT_MOST_ONCE ? Durability.UNCONFIRMED : Durability.SYNCED;
    return new PublishHop("orders", guarantee, durability, hasId, Duration.ofMinutes(2));
  }

  static PublishHop transactions() {
    return PublishHop.transactions("orders", Durability.SYNCED, true, Duration.ofMinutes(2));
  }

  static ConsumeHop consumer(Guarantee guarantee, Effect effect) {
    return consumer("orders", "workers", guarantee, effect);
  }

  static ConsumeHop consumer(String topic, String group, Guarantee guarantee, Effect effect) {
    CommitMode mode =
        switch (guarantee) {
          case AT_MOST_ONCE -> CommitMode.BEFORE;
          case AT_LEAST_ONCE -> CommitMode.INTERVAL;
          case EXACTLY_ONCE -> CommitMode.IN_TRANSACTION;
        };
    return new ConsumeHop(
        topic,
        Optional.of(group),
        guarantee,
        mode,
        effect,
        RETRY,
        WhenExhausted.deadLetter(),
        SETTLING);
  }

  static Effect deduplicated(Duration maxAge, boolean survivesRestart) {
    return Effect.deduplicated(new DeduplicationStore.Window(1000, maxAge, survivesRestart));
  }

  static Explanation.Chain chain(PublishHop publisher, ConsumeHop consumer) {
    return chain(ENGINE, publisher, consumer);
  }

  static Explanation.Chain chain(Capabilities engine, PublishHop publisher, ConsumeHop consumer) {
    Explanation explanation = Explainer.explain(engine, List.of(publisher), List.of(consumer));
    return explanation.chains().get(0);
  }
}
