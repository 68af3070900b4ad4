package dev.waybill.verifier.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Checker;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Failure;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.simulate.Script;
import dev.waybill.verifier.simulate.fault.FaultKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SimulatedCampaignTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** A bug that is none: the first delivery after the broker was killed. */
  private static final class AfterAKill implements Checker {
    private final Findings findings;
    private boolean killed;
    private boolean found;

    AfterAKill(Findings findings) {
      this.findings = findings;
    }

    static List<Checker> of(Promises promises, Findings findings) {
      return List.of(new AfterAKill(findings));
    }

    @Override
    public AnomalyKind kind() {
      return AnomalyKind.VOLATILE_READ;
    }

    @Override
    public void see(Recorded recorded) {
      if (recorded.event() instanceof Event.FaultInjected fault && fault.fault().equals("kill")) {
        killed = true;
      } else if (recorded.event() instanceof Event.Delivered delivered && killed && !found) {
        found = true;
        findings.add(
            new Finding(kind(), "planted", delivered.message(), List.of(recorded.number())));
      }
    }

    @Override
    public void finish() {}
  }

  @Test
  void countsWhatItDid() throws Exception {
    SimulatedCampaign campaign = new SimulatedCampaign(SimulatedRuns.ALL, new Quiet());

    Report report = campaign.run(1, 30, LONG, 2);

    assertThat(report.failures()).as(report.sentence()).isEmpty();
    assertThat(report.figures().histories()).isEqualTo(30);
    assertThat(report.figures().held()).isPositive();
    assertThat(report.figures().operations()).isGreaterThan(30 * 50);
    assertThat(report.faultsInAll()).isPositive();
    assertThat(report.command()).isEqualTo("./waybill verify --seeds 30 --first 1");
  }

  @Test
  void aCampaignWithoutTheFaultsItPlannedIsInconclusive() throws Exception {
    SimulatedCampaign campaign = new SimulatedCampaign(SimulatedRuns.ALL, new Quiet());

    Report report = campaign.run(1, 1, LONG, 1);

    assertThat(report.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(report.reasons()).anyMatch(each -> each.contains("not every fault happened"));
  }

  @Test
  void aFailureComesWithItsSmallestScheduleAndTheCommandsThatShowItAgain() throws Exception {
    SimulatedRuns runs = new SimulatedRuns(EnumSet.of(FaultKind.KILL), Set.of(Guarantee.values()));
    SimulatedCampaign campaign = new SimulatedCampaign(runs, AfterAKill::of, new Quiet());

    Report report = campaign.run(1, 2, LONG, 1);

    assertThat(report.conclusion()).isEqualTo(Conclusion.VIOLATED);
    assertThat(report.anomalies()).containsKey(AnomalyKind.VOLATILE_READ);
    Failure failure = report.failures().get(0);
    Script again = script(runs, failure.reproduction());
    assertThat(again).isEqualTo(runs.script(again.seed()));
    assertThat(conclusion(runs, again)).isEqualTo(Conclusion.VIOLATED);
    assertThat(failure.smallest()).isNotEmpty();
    Script smallest = script(runs, failure.smallest());
    assertThat(smallest.seed()).isEqualTo(again.seed());
    assertThat(smallest.faults()).hasSize(1);
    assertThat(conclusion(runs, smallest)).isEqualTo(Conclusion.VIOLATED);
    assertThat(failure.timeline()).isPresent();
    assertThat(failure.timeline().get().entries()).anyMatch(each -> each.shows());
  }

  @Test
  void faultsThatCanHappenToNobodyAreNotWaitedFor() {
    Set<FaultKind> all = SimulatedRuns.ALL.faults();
    Set<Guarantee> other = Set.of(Guarantee.AT_LEAST_ONCE);

    assertThat(SimulatedRuns.ALL.expected()).isEqualTo(all);
    assertThat(new SimulatedRuns(all, other).expected())
        .doesNotContain(FaultKind.ZOMBIE_SESSION)
        .contains(FaultKind.JOIN_STORM);
    assertThat(new SimulatedRuns(EnumSet.of(FaultKind.ZOMBIE_SESSION), other).expected())
        .as("asked for by name")
        .containsExactly(FaultKind.ZOMBIE_SESSION);
  }

  @Test
  void theSameScriptHasTheSameTraceHash() {
    Script script = SimulatedRuns.ALL.script(5);

    long one = hash(script);
    long other = hash(script);

    assertThat(one).isEqualTo(other).isNotEqualTo(hash(SimulatedRuns.ALL.script(6)));
  }

  @Test
  void clientsOfOtherGuaranteesStayAway() {
    SimulatedRuns runs =
        new SimulatedRuns(EnumSet.noneOf(FaultKind.class), Set.of(Guarantee.AT_LEAST_ONCE));
    Set<String> seen = new HashSet<>();

    for (long seed = 1; seed <= 10; seed++) {
      RunOutcome.of(
          runs.script(seed),
          (promises, findings) -> List.of(),
          each -> seen.add(each.event().process().replaceAll("#.*", "")));
    }

    assertThat(seen).contains("p0", "w0").doesNotContain("p2", "a0", "a1", "t0", "t1");
    assertThat(runs.command(runs.script(3)))
        .isEqualTo("./waybill verify --seed 3 --faults none --guarantee at-least-once");
  }

  private static long hash(Script script) {
    SimulatedCampaign campaign = new SimulatedCampaign(SimulatedRuns.ALL, new Quiet());
    Report report = campaign.run(script);
    assertThat(report.failures()).isEmpty();
    return campaign.traceHash();
  }

  private static Conclusion conclusion(SimulatedRuns runs, Script script) {
    return new SimulatedCampaign(runs, AfterAKill::of, new Quiet()).run(script).conclusion();
  }

  /** As the command line reads it. */
  private static Script script(SimulatedRuns runs, String command) {
    long seed = Long.parseLong(option(command, "seed"));
    if (!command.contains("--millis")) {
      return runs.script(seed);
    }
    String without = option(command, "without");
    return runs.script(
        seed,
        Long.parseLong(option(command, "millis")),
        option(command, "schedule").replace("'", ""),
        without.isEmpty() ? Set.of() : Set.of(without.split(",")));
  }

  private static String option(String command, String name) {
    Matcher found = Pattern.compile("--" + name + " (\\S+)").matcher(command);
    return found.find() ? found.group(1) : "";
  }
}
