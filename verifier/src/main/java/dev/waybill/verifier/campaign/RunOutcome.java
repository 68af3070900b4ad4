package dev.waybill.verifier.campaign;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Checker;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.check.Judge;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.simulate.Script;
import dev.waybill.verifier.simulate.Simulation;
import dev.waybill.verifier.simulate.world.Coverage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One simulated run and what was made of it.
 *
 * @param verdict null when the broker contradicted itself before the end
 * @param exception what it said then; empty otherwise
 * @param traceHash 0 when it did not come to its end
 * @param faults how often each happened, by name
 */
record RunOutcome(
    Script script,
    @Nullable Verdict verdict,
    String exception,
    long traceHash,
    long operations,
    long events,
    Map<String, Long> faults) {

  /**
   * Runs it and judges it.
   *
   * @param checkers makes those that look at it
   * @param history gets every event, too
   */
  static RunOutcome of(
      Script script,
      BiFunction<Promises, Findings, List<Checker>> checkers,
      Consumer<Recorded> history) {
    Promises promises = Simulation.promises(script);
    Findings findings = new Findings();
    Judge judge = new Judge(promises, checkers.apply(promises, findings), findings);
    Map<String, Long> faults = new TreeMap<>();
    Consumer<Recorded> all =
        recorded -> {
          if (recorded.event() instanceof Event.FaultInjected fault) {
            faults.merge(fault.fault(), 1L, Long::sum);
          }
          history.accept(recorded);
          judge.accept(recorded);
        };
    try {
      Simulation.Result result = Simulation.run(script, new Coverage(), all);
      return new RunOutcome(
          script,
          judge.verdict(),
          "",
          result.traceHash(),
          result.operations(),
          result.events(),
          faults);
    } catch (RuntimeException e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      return new RunOutcome(script, null, text.toString(), 0, 0, 0, faults);
    }
  }

  boolean isWrong() {
    return verdict == null || verdict instanceof Verdict.Violated;
  }

  Map<AnomalyKind, Long> anomalies() {
    return verdict instanceof Verdict.Violated violated ? violated.counts() : Map.of();
  }

  /** Told apart from other failures by its kinds of anomalies or its exception; empty for none. */
  String symptom() {
    if (verdict instanceof Verdict.Violated violated) {
      return new TreeMap<>(violated.counts()).firstKey().label();
    }
    return exception.lines().findFirst().orElse("").replaceAll("[0-9]+", "#");
  }
}
