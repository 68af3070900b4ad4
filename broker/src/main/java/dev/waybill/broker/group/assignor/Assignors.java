package dev.waybill.broker.group.assignor;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The assignors a broker has. */
public final class Assignors {
  /** The first is what a group gets whose members prefer nothing. */
  private static final List<Assignor> ALL = List.of(new UniformAssignor(), new RangeAssignor());

  private Assignors() {}

  public static List<String> names() {
    return ALL.stream().map(Assignor::name).toList();
  }

  public static Optional<Assignor> named(String name) {
    return ALL.stream().filter(assignor -> assignor.name().equals(name)).findFirst();
  }

  /**
   * The assignor most members prefer; between equals, and without preferences, the first of {@link
   * #names}.
   */
  public static Assignor mostPreferred(Collection<String> votes) {
    Assignor winner = ALL.get(0);
    for (Assignor candidate : ALL) {
      if (Collections.frequency(votes, candidate.name())
          > Collections.frequency(votes, winner.name())) {
        winner = candidate;
      }
    }
    return winner;
  }
}
