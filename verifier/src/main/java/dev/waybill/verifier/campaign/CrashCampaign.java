package dev.waybill.verifier.campaign;

import dev.waybill.verifier.campaign.CampaignProgress.Reached;
import dev.waybill.verifier.campaign.CampaignProgress.Unit;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.crash.CrashReport;
import dev.waybill.verifier.crash.CrashStateSuite;
import dev.waybill.verifier.crash.FlipCounts;
import dev.waybill.verifier.crash.PathCounts;
import dev.waybill.verifier.crash.SuiteBudget;
import dev.waybill.verifier.report.Failure;
import dev.waybill.verifier.report.Figures;
import dev.waybill.verifier.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Every write path crashed before every operation, every bit flipped: one thread, on disks in
 * memory.
 */
public final class CrashCampaign {
  private final SuiteBudget budget;
  private final String command;
  private final CampaignProgress progress;
  private final Suite suite;
  private final int parts = CrashStateSuite.parts();
  private final Map<String, PathCounts> paths = new TreeMap<>();
  private int flippedSubjects;
  private long flippedBits;

  /**
   * @param command what a person types for that budget
   */
  public CrashCampaign(SuiteBudget budget, String command, CampaignProgress progress) {
    this(budget, command, progress, CrashStateSuite::run);
  }

  /** What tries the disks, and tells of each instant and of each subject of flips. */
  interface Suite {
    CrashReport run(
        SuiteBudget budget, Consumer<PathCounts> tried, Consumer<List<FlipCounts>> flipped);
  }

  CrashCampaign(SuiteBudget budget, String command, CampaignProgress progress, Suite suite) {
    this.budget = budget;
    this.command = command;
    this.progress = progress;
    this.suite = suite;
  }

  /** Runs it, in this thread. Ends early, inconclusive, if that is wished. */
  public Report run() {
    long began = System.nanoTime();
    try {
      CrashReport found = suite.run(budget, this::reached, this::flipped);
      return report(Optional.of(found), List.of(), Duration.ofNanos(System.nanoTime() - began));
    } catch (CancellationException e) {
      return report(
          Optional.empty(),
          List.of("stopped after " + states() + " disks: what they showed is not kept"),
          Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private void reached(PathCounts now) {
    paths.put(now.path(), now);
    tell(now.path());
  }

  private void flipped(List<FlipCounts> now) {
    flippedSubjects++;
    flippedBits += now.stream().mapToLong(FlipCounts::bits).sum();
    tell(flippedBits + " bits flipped");
  }

  private void tell(String doing) {
    double share = (paths.size() + flippedSubjects - 0.5) / parts;
    progress.reached(new Reached(Unit.DISKS, states(), states(), Math.min(1, share), doing));
    if (progress.isEnough()) {
      throw new CancellationException();
    }
  }

  private long states() {
    return paths.values().stream().mapToLong(each -> each.states() + each.secondLevel()).sum()
        + flippedBits;
  }

  private Report report(Optional<CrashReport> found, List<String> doubts, Duration took) {
    List<Finding> findings = found.map(CrashReport::findings).orElse(List.of());
    List<Failure> failures =
        findings.isEmpty()
            ? List.of()
            : List.of(
                new Failure("the crash states", findings, "", command, "", true, Optional.empty()));
    return new Report(
        "Waybill's log, journal and broker on every disk that a power loss may leave",
        command,
        Figures.NONE.during(took),
        Map.of(),
        found.map(CrashReport::counts).orElse(Map.of()),
        failures,
        doubts,
        Optional.empty(),
        found,
        List.of(
            "more than one write path at a time, clients and networks: ./waybill verify",
            "every state of every instant: where there are too many, some are drawn;"
                + " --crash-states=full tries all of them up to ten pending operations"));
  }
}
