package dev.waybill.runtime.explain;

import dev.waybill.Explanation;
import dev.waybill.admin.GroupDescription;
import dev.waybill.engine.Capabilities;
import java.util.List;
import java.util.Optional;

/** Derives what is promised from what was declared. Pure. */
public final class Explainer {

  private Explainer() {}

  /**
   * Explains every chain that the publishers and subscriptions form.
   *
   * @param capabilities what the engine can do and what must hold for it
   */
  public static Explanation explain(
      Capabilities capabilities, List<PublishHop> publishers, List<ConsumeHop> consumers) {
    return explain(capabilities, publishers, List.of(), consumers, List.of(), Setup.UNKNOWN);
  }

  /**
   * The same, with what relays carry and who else reads.
   *
   * @param publishers without those of the relays
   * @param groups all groups of the engine; those with members elsewhere are shown
   * @param setup how the engine and the topics are set up
   */
  public static Explanation explain(
      Capabilities capabilities,
      List<PublishHop> publishers,
      List<RelayHop> relays,
      List<ConsumeHop> consumers,
      List<GroupDescription> groups,
      Setup setup) {
    return new Explanation(
        capabilities.engine(),
        Chains.of(publishers, relays, consumers).stream()
            .map(route -> ChainExplainer.explain(capabilities, route, setup))
            .toList(),
        groups.stream().map(OtherReaders::of).flatMap(Optional::stream).toList(),
        capabilities.assumptions());
  }
}
