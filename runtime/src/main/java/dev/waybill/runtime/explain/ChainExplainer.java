package dev.waybill.runtime.explain;

import dev.waybill.Explanation;
import dev.waybill.Relay;
import dev.waybill.engine.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Explains one route: its hops, what they amount to, and what does not hold together. */
final class ChainExplainer {

  private ChainExplainer() {}

  static Explanation.Chain explain(Capabilities engine, Route route, Setup setup) {
    List<Link> links = links(engine, route);
    return new Explanation.Chain(
        route.name(),
        links.stream().map(Link::toHop).toList(),
        Verdicts.of(links, afterRestart(route.publisher())),
        Warnings.of(engine, route, links, setup));
  }

  private static List<Link> links(Capabilities engine, Route route) {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < route.legs().size(); i++) {
      Leg leg = route.legs().get(i);
      boolean first = i == 0;
      for (Link link : links(engine, leg, first)) {
        links.add(first ? link : link.of(leg.consumer().topic()));
      }
    }
    return links;
  }

  private static List<Link> links(Capabilities engine, Leg leg, boolean first) {
    List<Link> links = new ArrayList<>();
    if (leg.relay().isPresent()) {
      Relay relay = leg.relay().get();
      links.add(RelayStage.outbox(relay, !first));
      links.add(RelayStage.relay(relay));
    } else if (first) {
      links.add(PublishStage.of(leg.source(), engine));
    }
    links.add(
        first || leg.relay().isPresent()
            ? StoreStage.of(leg.source(), engine)
            : StoreStage.ofOutputs(engine));
    links.add(DeliverStage.of(leg.consumer()));
    links.add(EffectStage.of(leg.source(), leg.consumer(), engine));
    return links;
  }

  /** What a publisher whose guarantee is its session's adds by being started again. */
  static Step afterRestart(PublishHop publisher) {
    return PublishStage.endsWithSession(publisher)
        ? Step.making(Set.of(Repeat.REPUBLISHED))
        : Step.NOTHING;
  }
}
