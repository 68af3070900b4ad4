package dev.waybill.engine;

import java.util.List;
import java.util.Set;

/**
 * What an engine promises.
 *
 * @param engine its name
 * @param can everything it can do
 * @param assumptions what must hold for its promises, one sentence each, shown by the explainer
 */
public record Capabilities(String engine, Set<Capability> can, List<String> assumptions) {

  public Capabilities {
    can = Set.copyOf(can);
    assumptions = List.copyOf(assumptions);
  }

  public boolean can(Capability capability) {
    return can.contains(capability);
  }
}
