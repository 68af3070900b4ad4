package dev.waybill.junit.report;

import dev.waybill.junit.fault.Bite;
import java.util.ArrayList;
import java.util.List;

/** What was seen under all faults of one test so far. Thread-safe. */
public final class Findings {

  private final List<Observation> all = new ArrayList<>();

  public synchronized void add(Observation observation) {
    all.add(observation);
  }

  /** In the order of the faults. */
  synchronized List<Observation> all() {
    return all.stream().sorted((one, other) -> one.fault().compareTo(other.fault())).toList();
  }

  /** The strongest guarantee that nothing seen so far contradicts. */
  String actual() {
    List<Observation> conclusive =
        all().stream().filter(o -> o.bite() instanceof Bite.Bit).toList();
    boolean lost = conclusive.stream().anyMatch(o -> o.lost() > 0);
    boolean repeated = conclusive.stream().anyMatch(o -> o.repeated() > 0);
    if (lost && repeated) {
      return "none of the three: effects were lost, and effects were repeated";
    }
    if (lost) {
      return "at-most-once: effects were lost, none was repeated";
    }
    if (repeated) {
      return "at-least-once: effects were repeated, none was lost";
    }
    return "exactly-once, as far as these faults can tell";
  }

  /** What it is called by one word. */
  String actualInShort() {
    return actual().split("[:,]", 2)[0];
  }
}
