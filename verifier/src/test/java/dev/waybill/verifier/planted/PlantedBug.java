package dev.waybill.verifier.planted;

import dev.waybill.verifier.check.AnomalyKind;
import java.util.Set;

/**
 * A fault in the product.
 *
 * @param name unique
 * @param breaks what it breaks, for whom
 * @param type the class it is in, without {@code dev.waybill.}
 * @param method in that class; with {@code /n} where the one with n arguments is meant, or with the
 *     beginning of its descriptor
 * @param alteration what is done to it
 * @param hunt what finds it
 * @param expected anomalies, one of which is found unless the product contradicts itself before
 */
record PlantedBug(
    String name,
    String breaks,
    String type,
    String method,
    Alteration alteration,
    Hunting hunt,
    Set<AnomalyKind> expected) {

  /**
   * How it is looked for.
   *
   * @param scenario of the simulator
   * @param seeds from 0 on, within which it is found in every build; ten thousand in a long hunt
   */
  record Hunting(String scenario, int seeds) {}

  static Draft named(String name, String breaks) {
    return new Draft(name, breaks);
  }

  String className() {
    return "dev.waybill." + type;
  }

  /** A bug that is being described. */
  static final class Draft {
    private static final int QUICK_SEEDS = 300;

    private final String name;
    private final String breaks;
    private String type = "";
    private String method = "";
    private Hunting hunt = new Hunting("everything", QUICK_SEEDS);
    private Alteration alteration = method -> {};

    private Draft(String name, String breaks) {
      this.name = name;
      this.breaks = breaks;
    }

    Draft in(String className, String methodName) {
      type = className;
      method = methodName;
      return this;
    }

    Draft by(Alteration what) {
      alteration = what;
      return this;
    }

    Draft hunted(String scenario, int seeds) {
      hunt = new Hunting(scenario, seeds);
      return this;
    }

    PlantedBug shows(AnomalyKind... kinds) {
      return new PlantedBug(name, breaks, type, method, alteration, hunt, Set.of(kinds));
    }
  }
}
