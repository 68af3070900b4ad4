package dev.waybill.verifier.simulate;

import dev.waybill.verifier.check.Checker;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.simulate.fault.Fault;
import dev.waybill.verifier.simulate.world.Coverage;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The simulator on the command line.
 *
 * <pre>
 *   --seed N [--faults ...] [--without ...] [--millis ...]   one run, its history printed
 *   --seeds N [--first S] [--threads T]                      many, those that fail shrunk
 *   --scenario everything | loops | calm | network | disk | clients
 * </pre>
 */
public final class Simulate {
  private final Map<String, String> options;
  private final BiFunction<Promises, Findings, List<Checker>> checkers;
  private final PrintStream out;

  /**
   * @param arguments as above
   * @param checkers makes those that look at one run
   */
  public Simulate(
      List<String> arguments,
      BiFunction<Promises, Findings, List<Checker>> checkers,
      PrintStream out) {
    this.options = parse(arguments);
    this.checkers = checkers;
    this.out = out;
  }

  private static Map<String, String> parse(List<String> arguments) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      options.put(arguments.get(i).replaceFirst("^--", ""), arguments.get(i + 1));
    }
    return options;
  }

  private long number(String name, long otherwise) {
    String value = options.get(name);
    return value == null ? otherwise : Long.parseLong(value);
  }

  /**
   * @return whether nothing was wrong
   */
  public boolean run() throws InterruptedException {
    Scenario scenario = Scenario.named(options.getOrDefault("scenario", "everything"));
    return options.containsKey("seed") ? one(scenario) : many(scenario);
  }

  private boolean one(Scenario scenario) {
    Script script = Script.of(number("seed", 1), scenario);
    String faults = options.get("faults");
    if (options.containsKey("millis")) {
      List<Fault> chosen = new ArrayList<>();
      if (faults != null && !faults.isEmpty()) {
        for (String each : faults.split(",", -1)) {
          chosen.add(Fault.parse(each));
        }
      }
      String without = options.getOrDefault("without", "");
      script =
          new Script(
              script.seed(),
              scenario,
              number("millis", script.workMillis()),
              chosen,
              without.isEmpty() ? Set.of() : Set.of(without.split(",", -1)));
    }
    boolean quiet = options.containsKey("quiet");
    Simulation.Result result =
        Simulation.run(
            script,
            new Coverage(),
            recorded -> {
              if (!quiet) {
                out.println(recorded.number() + " " + recorded.millis() + " " + recorded.event());
              }
            });
    String symptom = new Seeds(scenario, checkers).symptom(script);
    out.println("trace hash " + Long.toHexString(result.traceHash()));
    out.println(symptom.isEmpty() ? "nothing is wrong" : "wrong: " + symptom);
    return symptom.isEmpty();
  }

  private boolean many(Scenario scenario) throws InterruptedException {
    long count = number("seeds", 10_000);
    long began = System.nanoTime();
    Seeds seeds = new Seeds(scenario, checkers);
    Seeds.Summary summary = seeds.run(number("first", 1), count, (int) number("threads", 2));
    double seconds = (System.nanoTime() - began) / 1e9;
    long runs = summary.held() + summary.inconclusive() + summary.failures().size();
    out.printf(
        "%d histories in %.1f s: %.0f a second, %.0f operations and %.0f events each;"
            + " %d held, %d inconclusive, %d failed%n",
        runs,
        seconds,
        runs / seconds,
        (double) summary.operations() / runs,
        (double) summary.events() / runs,
        summary.held(),
        summary.inconclusive(),
        summary.failures().size());
    if (options.containsKey("coverage")) {
      summary.coverage().all().forEach((what, times) -> out.println("  " + times + " " + what));
    }
    for (Seeds.Failure failure : summary.failures()) {
      report(seeds, failure);
    }
    return summary.failures().isEmpty();
  }

  private void report(Seeds seeds, Seeds.Failure failure) {
    out.println("FAILED: " + failure.script().command());
    out.println(failure.what());
    if (!options.containsKey("unshrunk")) {
      out.println("smallest: " + seeds.shrink(failure.script()).command());
    }
  }
}
