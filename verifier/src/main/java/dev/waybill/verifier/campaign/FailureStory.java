package dev.waybill.verifier.campaign;

import dev.waybill.verifier.check.Checker;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.report.Failure;
import dev.waybill.verifier.report.Timeline;
import dev.waybill.verifier.report.TimelineSelection;
import dev.waybill.verifier.simulate.Script;
import dev.waybill.verifier.simulate.Shrinker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** Tells of a failing run: it is made small first, so that the timeline shows little else. */
final class FailureStory {
  private static final int SHOWN_OF_AN_EXCEPTION = 4_000;

  private final SimulatedRuns runs;
  private final BiFunction<Promises, Findings, List<Checker>> checkers;
  private final BooleanSupplier hurry;

  /**
   * @param hurry whether somebody waits: what is smallest by then will do
   */
  FailureStory(
      SimulatedRuns runs,
      BiFunction<Promises, Findings, List<Checker>> checkers,
      BooleanSupplier hurry) {
    this.runs = runs;
    this.checkers = checkers;
    this.hurry = hurry;
  }

  /** Looks for the smallest run that shows the same, which takes some hundred runs. */
  Failure of(RunOutcome run) {
    Script script = run.script();
    Script smallest = hurry.getAsBoolean() ? script : smallest(run);
    List<Recorded> history = new ArrayList<>();
    RunOutcome again = RunOutcome.of(smallest, checkers, history::add);
    List<Finding> findings =
        again.verdict() instanceof Verdict.Violated violated ? violated.findings() : List.of();
    Optional<Timeline> timeline =
        findings.stream().findFirst().map(finding -> TimelineSelection.of(finding, history));
    return new Failure(
        "seed " + script.seed(),
        findings,
        again.exception().substring(0, Math.min(SHOWN_OF_AN_EXCEPTION, again.exception().length())),
        runs.command(script),
        smallest.equals(script) ? "" : runs.command(smallest),
        true,
        timeline);
  }

  private Script smallest(RunOutcome run) {
    String symptom = run.symptom();
    TreeSet<String> cast = new TreeSet<>();
    RunOutcome unused =
        RunOutcome.of(run.script(), checkers, each -> addClient(each.event().process(), cast));
    return new Shrinker(
            candidate ->
                !hurry.getAsBoolean()
                    && RunOutcome.of(candidate, checkers, each -> {}).symptom().equals(symptom))
        .shrink(run.script(), List.copyOf(cast));
  }

  /** Clients have lives, and successors: {@code t0#2} and {@code t0'#1} are of t0. */
  private static void addClient(String process, Set<String> clients) {
    int life = process.indexOf('#');
    if (life > 0) {
      clients.add(process.substring(0, life).replace("'", ""));
    }
  }
}
