package dev.waybill.runtime.explain;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a hop, or a row of hops, does to messages. The whole algebra:
 *
 * <pre>
 *   a then b:  loses   = a.loses ∨ b.loses                  loss anywhere is loss at the end
 *              makes   = (a.makes ∖ b.removes) ∪ b.makes    b repairs what a made, not what b makes
 *              removes = a.removes ∪ b.removes
 * </pre>
 *
 * <p>{@code then} is associative, {@link #NOTHING} is its identity, and it is monotone: a stronger
 * part never makes a weaker whole.
 *
 * @param loses a message may be lost here
 * @param makes repeats that leave here although none came in
 * @param removes repeats that come in and do not leave
 */
record Step(boolean loses, Set<Repeat> makes, Set<Repeat> removes) {

  /** A hop that changes nothing. */
  static final Step NOTHING = new Step(false, Set.of(), Set.of());

  Step {
    makes = Set.copyOf(makes);
    removes = Set.copyOf(removes);
  }

  static Step losing() {
    return new Step(true, Set.of(), Set.of());
  }

  static Step making(Set<Repeat> repeats) {
    return new Step(false, repeats, Set.of());
  }

  static Step removing(Set<Repeat> repeats) {
    return new Step(false, Set.of(), repeats);
  }

  /** This hop and then that one. */
  Step then(Step next) {
    return new Step(
        loses || next.loses,
        union(minus(makes, next.removes), next.makes),
        union(removes, next.removes));
  }

  /** Whether this may stand in for the other everywhere: it loses, makes and lets through less. */
  boolean isAtLeastAsStrongAs(Step other) {
    return (!loses || other.loses)
        && other.makes.containsAll(makes)
        && removes.containsAll(other.removes);
  }

  private static Set<Repeat> union(Set<Repeat> a, Set<Repeat> b) {
    Set<Repeat> all = EnumSet.noneOf(Repeat.class);
    all.addAll(a);
    all.addAll(b);
    return all;
  }

  private static Set<Repeat> minus(Set<Repeat> from, Set<Repeat> what) {
    Set<Repeat> rest = EnumSet.noneOf(Repeat.class);
    rest.addAll(from);
    rest.removeAll(what);
    return rest;
  }
}
