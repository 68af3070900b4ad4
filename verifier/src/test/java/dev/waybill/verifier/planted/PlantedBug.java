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
   * @param scenario of the simulator, or of a run of its own
   * @param seeds from 0 on, at most
   * @param everyBuild whether it is found so soon that every build looks for it
   * @param elusive why it is hardly ever found; empty where a long hunt must find it
   */
  record Hunting(String scenario, int seeds, boolean everyBuild, String elusive) {
    /** What a build spends on a bug. It is found within a fraction of them. */
    static final int SEEDS_IN_A_BUILD = 300;

    /** What a long hunt spends on a bug. */
    static final int MOST_SEEDS = 10_000;
  }

  static Draft named(String name, String breaks) {
    return new Draft(name, breaks);
  }

  String className() {
    return "dev.waybill." + type;
  }

  /** A bug that is being described. */
  static final class Draft {
    private final String name;
    private final String breaks;
    private String type = "";
    private String method = "";
    private String scenario = "everything";
    private int seeds = Hunting.MOST_SEEDS;
    private boolean everyBuild;
    private String elusive = "";
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

    /** In a scenario in which more of what it takes happens. */
    Draft hunted(String where) {
      scenario = where;
      return this;
    }

    /** In a run of its own, which is the same for every seed. */
    Draft once(String where) {
      seeds = 1;
      everyBuild = true;
      return hunted(where);
    }

    /** No build looks for it: it takes long. */
    Draft slow() {
      everyBuild = false;
      return this;
    }

    /** A long hunt may miss it. */
    Draft elusive(String why) {
      elusive = why;
      return this;
    }

    /** Every build looks for it. */
    Draft quick() {
      everyBuild = true;
      return this;
    }

    PlantedBug shows(AnomalyKind... kinds) {
      return new PlantedBug(
          name,
          breaks,
          type,
          method,
          alteration,
          new Hunting(scenario, seeds, everyBuild, elusive),
          Set.of(kinds));
    }
  }
}
