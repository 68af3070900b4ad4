package dev.waybill.runtime.explain;

import dev.waybill.Guarantee;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.runtime.plan.Concerns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the engine and the topics of the chains are set up, as far as promises rest on it.
 *
 * @param cautions what the settings mean, by topic
 * @param retention how long topics keep messages; those of whom it does not matter are missing
 */
public record Setup(List<Caution> cautions, Map<String, Duration> retention) {

  /** Nothing is known, or nothing can be set up wrongly. */
  public static final Setup UNKNOWN = new Setup(List.of(), Map.of());

  public Setup {
    cautions = List.copyOf(cautions);
    retention = Map.copyOf(retention);
  }

  Optional<Duration> messagesKept(String topic) {
    return Optional.ofNullable(retention.get(topic));
  }

  /** What concerns a route, once each: what nothing of it rests on is left out. */
  List<String> warnings(Route route) {
    Set<String> found = new LinkedHashSet<>();
    for (int i = 0; i < route.legs().size(); i++) {
      Leg leg = route.legs().get(i);
      Set<Concern> concerns = concerns(leg, i == 0 || leg.relay().isPresent());
      for (Caution caution : cautions) {
        boolean about = caution.topic().isEmpty() || caution.topic().equals(leg.consumer().topic());
        if (about && caution.severity() != Severity.NOTE && concerns.contains(caution.concern())) {
          found.add(
              caution.severity() == Severity.ERROR ? "error: " + caution : caution.toString());
        }
      }
    }
    return new ArrayList<>(found);
  }

  /**
   * @param published by the leg's source; otherwise the leg before writes the topic in transactions
   */
  private static Set<Concern> concerns(Leg leg, boolean published) {
    Set<Concern> concerns = EnumSet.noneOf(Concern.class);
    ConsumeHop reader = leg.consumer();
    concerns.addAll(
        Concerns.ofConsuming(
            reader.group().isPresent(),
            reader.guarantee(),
            !(reader.effect() instanceof Effect.Database),
            reader.effect() instanceof Effect.BrokerTransaction));
    PublishHop source = leg.source();
    if (!published) {
      concerns.addAll(Concerns.ofPublishing(Guarantee.EXACTLY_ONCE, true));
    } else if (source.guarantee() == Guarantee.AT_MOST_ONCE) {
      concerns.remove(Concern.KEEPING); // it may lose them before they are stored
    } else if (source.origin() != PublishHop.Origin.ASSUMED) {
      concerns.addAll(
          Concerns.ofPublishing(
              source.guarantee(), source.origin() == PublishHop.Origin.TRANSACTIONS));
    }
    return concerns;
  }
}
