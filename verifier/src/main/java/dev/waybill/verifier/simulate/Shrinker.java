package dev.waybill.verifier.simulate;

import dev.waybill.verifier.simulate.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing run small: fewer faults by delta debugging, then fewer clients, then less time,
 * until nothing can be left out any more.
 */
public final class Shrinker {
  private static final long LEAST_MILLIS = 100;

  private final Predicate<Script> fails;
  private int runs;

  /**
   * @param fails whether a run still fails, in the same way
   */
  public Shrinker(Predicate<Script> fails) {
    this.fails = fails;
  }

  /** How many runs it took. */
  public int runs() {
    return runs;
  }

  /**
   * @param script fails
   * @param cast who takes part in it
   */
  public Script shrink(Script script, List<String> cast) {
    Script smallest = script;
    boolean smaller = true;
    while (smaller) {
      Script before = smallest;
      smallest = fewerFaults(smallest);
      for (String client : cast) {
        if (!smallest.without().contains(client)) {
          smallest = ifFails(smallest.without(client), smallest);
        }
      }
      while (smallest.workMillis() / 2 >= LEAST_MILLIS) {
        Script shorter = ifFails(smallest.lasting(smallest.workMillis() * 3 / 4), smallest);
        if (shorter.equals(smallest)) {
          break;
        }
        smallest = shorter;
      }
      smaller = !smallest.equals(before);
    }
    return smallest;
  }

  private Script ifFails(Script candidate, Script otherwise) {
    runs++;
    return fails.test(candidate) ? candidate : otherwise;
  }

  /** Zeller's ddmin: halves first, then ever smaller parts. */
  private Script fewerFaults(Script script) {
    Script smallest = script;
    int parts = 2;
    while (!smallest.faults().isEmpty()) {
      List<Fault> faults = smallest.faults();
      int size = Math.max(1, (faults.size() + parts - 1) / parts);
      Script found = smallest;
      for (int from = 0; from < faults.size() && found.equals(smallest); from += size) {
        List<Fault> rest = new ArrayList<>(faults.subList(0, from));
        rest.addAll(faults.subList(Math.min(faults.size(), from + size), faults.size()));
        found = ifFails(smallest.with(rest), smallest);
      }
      if (!found.equals(smallest)) {
        smallest = found;
        parts = Math.max(2, parts - 1);
      } else if (size == 1) {
        break;
      } else {
        parts = Math.min(faults.size(), parts * 2);
      }
    }
    return smallest;
  }
}
