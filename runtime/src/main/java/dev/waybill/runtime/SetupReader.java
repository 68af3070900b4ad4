package dev.waybill.runtime;

import dev.waybill.effect.Outgoing;
import dev.waybill.engine.Engine;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.explain.RelayHop;
import dev.waybill.runtime.explain.Setup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Asks an engine how the topics are set up that publishers and subscriptions use. */
final class SetupReader {

  private SetupReader() {}

  static Setup read(
      Engine engine,
      List<PublishHop> publishing,
      List<RelayHop> relayed,
      List<ConsumeHop> consuming) {
    Set<String> topics = new TreeSet<>();
    publishing.forEach(hop -> topics.add(hop.topic()));
    relayed.forEach(hop -> topics.addAll(hop.topics().keySet()));
    consuming.forEach(hop -> topics.add(hop.topic()));
    consuming.forEach(hop -> topics.addAll(written(hop.effect())));
    Map<String, Duration> retention = new HashMap<>();
    for (ConsumeHop hop : consuming) {
      if (hop.effect() instanceof Effect.Deduplicated) {
        engine
            .topics()
            .describe(hop.topic())
            .ifPresent(topic -> retention.put(hop.topic(), topic.settings().retentionTime()));
      }
    }
    return new Setup(engine.cautions(topics), retention);
  }

  private static List<String> written(Effect effect) {
    if (effect instanceof Effect.BrokerTransaction transaction) {
      return transaction.outputs();
    }
    if (effect instanceof Effect.Database database) {
      return database.outgoing().stream().map(Outgoing::topic).toList();
    }
    return List.of();
  }
}
