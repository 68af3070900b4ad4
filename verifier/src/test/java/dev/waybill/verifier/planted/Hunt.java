package dev.waybill.verifier.planted;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Checkers;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.check.Judge;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one bug: seed after seed from 0 on, until something is wrong that the bug is said to
 * do, and that is not wrong in the same run of the product as it is. One thread.
 */
final class Hunt {
  private static final String INSIDE = "dev.waybill.verifier.planted.inside.";

  /** A run that says more than this turns in circles. */
  private static final long MOST_EVENTS = 300_000;

  private final Map<String, Product> sound = new HashMap<>();

  /** What one run came to. */
  sealed interface Outcome {
    /** Nothing is wrong, or not enough happened to say so. */
    record Nothing() implements Outcome {}

    record Anomalies(Map<AnomalyKind, Long> counts) implements Outcome {}

    /** It ended with an exception: the product contradicted itself. */
    record Contradiction(String what) implements Outcome {}
  }

  /**
   * How a hunt ended.
   *
   * @param seeds how many were run, the last of which found it if any did
   * @param reached how often the altered place was passed
   */
  record Catch(PlantedBug bug, Outcome outcome, int seeds, long reached, long millis) {
    /** What was never reached was not the reason. */
    boolean caught() {
      return reached > 0 && !(outcome instanceof Outcome.Nothing);
    }
  }

  Catch run(PlantedBug bug, int mostSeeds) {
    long began = System.nanoTime();
    Product altered = new Product(bug, bug.hunt().scenario());
    Outcome outcome = new Outcome.Nothing();
    int seed = 0;
    while (outcome instanceof Outcome.Nothing && seed < mostSeeds) {
      Outcome found = altered.run(bug.hunt().scenario(), seed);
      seed++;
      if (isEvidence(found, bug)
          && sound(bug.hunt().scenario(), seed - 1) instanceof Outcome.Nothing) {
        outcome = found;
      }
    }
    return new Catch(
        bug, outcome, seed, altered.reached(), (System.nanoTime() - began) / 1_000_000);
  }

  /** An anomaly of another kind than the bug is said to show may be anything's. */
  private static boolean isEvidence(Outcome found, PlantedBug bug) {
    return found instanceof Outcome.Anomalies anomalies
        ? anomalies.counts().keySet().stream().anyMatch(bug.expected()::contains)
        : found instanceof Outcome.Contradiction;
  }

  /** What becomes of a seed in the product as it is. */
  Outcome sound(String scenario, int seed) {
    return sound
        .computeIfAbsent(entry(scenario), entry -> new Product(null, scenario))
        .run(scenario, seed);
  }

  /** Who runs such a scenario. */
  private static String entry(String scenario) {
    return scenario.startsWith("deliver:")
        ? "DeliveryRun"
        : scenario.startsWith("database:") ? "DatabaseRun" : "SimulatedRun";
  }

  /** The product, loaded for itself, and who runs it. */
  private static final class Product {
    private final Function<String, Promises> promises;
    private final BiConsumer<String, Consumer<Recorded>> runs;
    private final LongSupplier reached;

    @SuppressWarnings("unchecked")
    Product(@Nullable PlantedBug bug, String scenario) {
      BugLoader loader = new BugLoader(bug);
      Function<String, Promises> entry = loader.create(INSIDE + entry(scenario), Function.class);
      promises = entry;
      runs = (BiConsumer<String, Consumer<Recorded>>) entry;
      reached = loader.create(INSIDE + "Reached", LongSupplier.class);
    }

    long reached() {
      return reached.getAsLong();
    }

    Outcome run(String scenario, int seed) {
      String run = scenario + " " + seed;
      try {
        Promises promised = promises.apply(run);
        Findings findings = new Findings();
        Judge judge = new Judge(promised, Checkers.all(promised, findings), findings);
        runs.accept(
            run,
            recorded -> {
              if (recorded.number() > MOST_EVENTS) {
                throw new IllegalStateException("expected an end of the run, found none");
              }
              judge.accept(recorded);
            });
        return judge.verdict() instanceof Verdict.Violated violated
            ? new Outcome.Anomalies(violated.counts())
            : new Outcome.Nothing();
      } catch (RuntimeException | StackOverflowError | ExceptionInInitializerError e) {
        return new Outcome.Contradiction(String.valueOf(e));
      }
    }
  }
}
