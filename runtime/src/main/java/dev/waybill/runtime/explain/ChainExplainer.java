package dev.waybill.runtime.explain;

import dev.waybill.Explanation;
import dev.waybill.engine.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Explains one route: its hops, what they amount to, and what does not hold together. */
final class ChainExplainer {

  private ChainExplainer() {}

  static Explanation.Chain explain(Capabilities engine, Route route) {
    List<Link> links = links(engine, route);
    return new Explanation.Chain(
        route.name(),
        links.stream().map(Link::toHop).toList(),
        Verdicts.of(links, afterRestart(route.publisher())),
        Warnings.of(engine, route, Verdicts.compose(links)));
  }

  private static List<Link> links(Capabilities engine, Route route) {
    List<Link> links = new ArrayList<>();
    links.add(PublishStage.of(route.publisher(), engine));
    for (int i = 0; i < route.consumers().size(); i++) {
      ConsumeHop consumer = route.consumers().get(i);
      boolean first = i == 0;
      List<Link> leg =
          List.of(
              first ? StoreStage.of(route.publisher(), engine) : StoreStage.ofOutputs(engine),
              DeliverStage.of(consumer),
              EffectStage.of(route.publisher(), consumer, engine));
      leg.forEach(link -> links.add(first ? link : link.of(consumer.topic())));
    }
    return links;
  }

  /** What a publisher whose guarantee is its session's adds by being started again. */
  static Step afterRestart(PublishHop publisher) {
    return PublishStage.endsWithSession(publisher)
        ? Step.making(Set.of(Repeat.REPUBLISHED))
        : Step.NOTHING;
  }
}
