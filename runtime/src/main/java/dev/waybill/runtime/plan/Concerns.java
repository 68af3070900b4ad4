package dev.waybill.runtime.plan;

import dev.waybill.Guarantee;
import dev.waybill.engine.Caution.Concern;
import java.util.EnumSet;
import java.util.Set;

/** What of an engine's settings a declared guarantee rests on. */
public final class Concerns {

  private Concerns() {}

  /** A message that may be lost rests on nothing but the time it carries. */
  public static Set<Concern> ofPublishing(Guarantee guarantee, boolean inTransactions) {
    Set<Concern> concerns = EnumSet.of(Concern.TIMESTAMPS);
    if (guarantee != Guarantee.AT_MOST_ONCE) {
      concerns.addAll(Set.of(Concern.CONFIRMED_PUBLISHING, Concern.KEEPING, Concern.ANYTHING));
    }
    if (inTransactions) {
      concerns.add(Concern.TRANSACTIONS);
    }
    return concerns;
  }

  /**
   * What reading rests on.
   *
   * @param inGroup broadcast keeps nothing, and so rests on nothing
   * @param positionsInEngine the group's positions are the engine's, not a database's
   * @param inTransactions outputs and positions are committed together
   */
  public static Set<Concern> ofConsuming(
      boolean inGroup, Guarantee guarantee, boolean positionsInEngine, boolean inTransactions) {
    Set<Concern> concerns = EnumSet.noneOf(Concern.class);
    if (!inGroup) {
      return concerns;
    }
    if (positionsInEngine) {
      concerns.add(Concern.POSITIONS); // at-most-once, too: lost positions deliver again
    }
    if (guarantee != Guarantee.AT_MOST_ONCE) {
      concerns.addAll(Set.of(Concern.COMPLETE_READING, Concern.KEEPING, Concern.ANYTHING));
    }
    if (inTransactions) {
      concerns.add(Concern.TRANSACTIONS);
    }
    return concerns;
  }
}
