package dev.waybill.verifier.planted;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Checkers;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.check.Judge;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Looks for bugs, one at a time: seed after seed from 0 on, until something is wrong that the bug
 * is said to do, and that is not wrong in the same run of the product as it is. One thread; each
 * hunt has a product of its own.
 */
final class Hunt {
  private static final String INSIDE = "dev.waybill.verifier.planted.inside.";

  /** A run that says more than this turns in circles. */
  private static final long MOST_EVENTS = 300_000;

  private static final int MOST_OTHERWISE = 3;

  private final ProductLoader product = new ProductLoader();
  private final LongSupplier reached = product.create(INSIDE + "Reached", LongSupplier.class);
  private final Map<String, Function<String, Promises>> runners = new HashMap<>();

  /** What one run came to. */
  sealed interface Outcome {
    /** Nothing is wrong, or not enough happened to say so. */
    record Nothing() implements Outcome {}

    /**
     * @param stopped with what exception it ended early; empty if it did not
     */
    record Anomalies(Map<AnomalyKind, Long> counts, String stopped) implements Outcome {}

    /** It ended with an exception before a checker could say anything. */
    record Contradiction(String what) implements Outcome {}
  }

  /**
   * How a hunt ended.
   *
   * @param seeds how many were run, the last of which found it if any did
   * @param reached how often the altered place was passed
   * @param otherwise the first things before it that are no evidence
   */
  record Catch(
      PlantedBug bug,
      Outcome outcome,
      int seeds,
      long reached,
      long millis,
      List<Outcome> otherwise) {
    /** What was never reached was not the reason. */
    boolean caught() {
      return reached > 0 && !(outcome instanceof Outcome.Nothing);
    }
  }

  /** A run, and how many events it had. */
  private record Ran(Outcome outcome, long events) {}

  Catch run(PlantedBug bug, int mostSeeds) {
    long began = System.nanoTime();
    long before = reached.getAsLong();
    List<Outcome> otherwise = new ArrayList<>();
    Function<String, Promises> unused = runner(bug.hunt().scenario());
    for (int seed = 0; seed < mostSeeds; seed++) {
      Ran ran;
      try (Planting planted = new Planting(bug, product)) {
        do {
          ran = attempt(bug.hunt().scenario(), seed, MOST_EVENTS);
        } while (ran.outcome() instanceof Outcome.Nothing && ++seed < mostSeeds);
      }
      Outcome found = evidence(bug, seed, ran);
      if (!(found instanceof Outcome.Nothing)) {
        return caught(bug, found, seed + 1, before, began, otherwise);
      }
      if (!(ran.outcome() instanceof Outcome.Nothing) && otherwise.size() < MOST_OTHERWISE) {
        otherwise.add(ran.outcome());
      }
    }
    return caught(bug, new Outcome.Nothing(), mostSeeds, before, began, otherwise);
  }

  private Catch caught(
      PlantedBug bug,
      Outcome outcome,
      int seeds,
      long before,
      long began,
      List<Outcome> otherwise) {
    return new Catch(
        bug,
        outcome,
        seeds,
        reached.getAsLong() - before,
        (System.nanoTime() - began) / 1_000_000,
        otherwise);
  }

  /**
   * What of it speaks of the bug. An anomaly of another kind than the bug is said to show may be
   * anything's, and so may one that as much of the same run shows without the bug.
   */
  private Outcome evidence(PlantedBug bug, int seed, Ran ran) {
    Outcome found = ran.outcome();
    if (found instanceof Outcome.Nothing
        || !(sound(bug.hunt().scenario(), seed) instanceof Outcome.Nothing)) {
      return new Outcome.Nothing();
    }
    if (!(found instanceof Outcome.Anomalies anomalies)) {
      return found;
    }
    boolean expected = anomalies.counts().keySet().stream().anyMatch(bug.expected()::contains);
    if (anomalies.stopped().isEmpty()) {
      return expected ? found : new Outcome.Nothing();
    }
    Outcome withoutIt = attempt(bug.hunt().scenario(), seed, ran.events()).outcome();
    return expected && withoutIt instanceof Outcome.Nothing
        ? found
        : new Outcome.Contradiction(anomalies.stopped());
  }

  /** What becomes of a seed in the product as it is. */
  Outcome sound(String scenario, int seed) {
    return attempt(scenario, seed, MOST_EVENTS).outcome();
  }

  /** What keeps something for all runs, as the disk they begin with, is made without a bug. */
  private Function<String, Promises> runner(String scenario) {
    String entry = entry(scenario);
    Function<String, Promises> known = runners.get(entry);
    if (known != null) {
      return known;
    }
    runners.put(entry, create(entry));
    Outcome unused = sound(scenario, 0);
    return runner(scenario);
  }

  @SuppressWarnings("unchecked")
  private Function<String, Promises> create(String entry) {
    return product.create(INSIDE + entry, Function.class);
  }

  @SuppressWarnings("unchecked")
  private Ran attempt(String scenario, int seed, long mostEvents) {
    String run = scenario + " " + seed;
    Function<String, Promises> runner = runner(scenario);
    Promises promised = runner.apply(run);
    Findings findings = new Findings();
    Judge judge = new Judge(promised, Checkers.all(promised, findings), findings);
    Counted out = new Counted(judge, mostEvents);
    String stopped = "";
    try {
      ((BiConsumer<String, Consumer<Recorded>>) runner).accept(run, out);
    } catch (Enough enough) {
      stopped = mostEvents == MOST_EVENTS ? "expected an end of the run, found none" : "";
    } catch (RuntimeException | StackOverflowError e) {
      stopped = String.valueOf(e);
    }
    return new Ran(outcome(judge, stopped), out.events);
  }

  private static Outcome outcome(Judge judge, String stopped) {
    if (judge.verdict() instanceof Verdict.Violated violated) {
      return new Outcome.Anomalies(violated.counts(), stopped);
    }
    return stopped.isEmpty() ? new Outcome.Nothing() : new Outcome.Contradiction(stopped);
  }

  /** Who runs such a scenario. */
  private static String entry(String scenario) {
    return scenario.startsWith("deliver:")
        ? "DeliveryRun"
        : scenario.startsWith("database:") ? "DatabaseRun" : "SimulatedRun";
  }

  /** Shows the history to the judge, up to a limit. */
  private static final class Counted implements Consumer<Recorded> {
    private final Judge judge;
    private final long most;
    private long events;

    Counted(Judge judge, long most) {
      this.judge = judge;
      this.most = most;
    }

    @Override
    public void accept(Recorded recorded) {
      if (events == most) {
        throw new Enough();
      }
      events++;
      judge.accept(recorded);
    }
  }

  /** The run has said enough. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super("enough", null, false, false);
    }
  }
}
