package dev.waybill.verifier.campaign;

import dev.waybill.verifier.campaign.CampaignProgress.Reached;
import dev.waybill.verifier.campaign.CampaignProgress.Unit;
import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Checkers;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.HistoryReader;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.process.ProcessResult;
import dev.waybill.verifier.process.ProcessVerification;
import dev.waybill.verifier.report.Failure;
import dev.waybill.verifier.report.Figures;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.report.TimelineSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One run of real processes as a report. */
public final class ProcessCampaign {

  private ProcessCampaign() {}

  /**
   * Runs it. Starts and ends child JVMs. A run that was stopped or could not be played to its end
   * is inconclusive.
   *
   * @param directory an empty one, or one to be made; its history stays there
   * @throws IOException its history cannot be read
   */
  public static Report run(ProcessRuns runs, Path directory, CampaignProgress progress)
      throws IOException {
    long began = System.nanoTime();
    Map<String, Long> struck = new TreeMap<>();
    ProcessResult result;
    try {
      result =
          ProcessVerification.run(
              runs.options(directory),
              Checkers::all,
              (what, faults, share) -> {
                struck.putAll(faults);
                long all = faults.values().stream().mapToLong(Long::longValue).sum();
                progress.reached(new Reached(Unit.FAULTS, all, all, share, what));
              });
    } catch (Exception e) {
      // Whoever stopped it also interrupted this thread, which has something to say yet.
      boolean stopped = Thread.interrupted() || progress.isEnough();
      String why =
          stopped
              ? "it was stopped while processes were at work, and a history is judged at rest"
              : "the run could not be played to its end: "
                  + e
                  + "; what the processes said is in "
                  + directory;
      return unplayed(runs, struck, why, Duration.ofNanos(System.nanoTime() - began));
    }
    return report(runs, result, Duration.ofNanos(System.nanoTime() - began));
  }

  private static Report unplayed(
      ProcessRuns runs, Map<String, Long> struck, String why, Duration took) {
    return new Report(
        subject(runs),
        runs.command(),
        new Figures(1, 0, 1, 0, 0, took),
        struck,
        Map.of(),
        List.of(),
        List.of(why),
        Optional.empty(),
        Optional.empty(),
        List.of("anything: the history has no end to judge it by"));
  }

  static Report report(ProcessRuns runs, ProcessResult result, Duration took) throws IOException {
    Verdict verdict = result.verdict();
    List<Failure> failures = new ArrayList<>();
    Map<AnomalyKind, Long> anomalies = Map.of();
    List<String> doubts = List.of();
    if (verdict instanceof Verdict.Violated violated) {
      anomalies = violated.counts();
      failures.add(failure(runs, result.history(), violated));
    } else if (verdict instanceof Verdict.Inconclusive open) {
      doubts = open.reasons();
    }
    Figures figures =
        new Figures(
            1,
            verdict instanceof Verdict.Held ? 1 : 0,
            verdict instanceof Verdict.Inconclusive ? 1 : 0,
            operations(result.history()),
            result.events(),
            took);
    return new Report(
        subject(runs),
        runs.command(),
        figures,
        result.faults(),
        anomalies,
        failures,
        doubts,
        Optional.empty(),
        Optional.empty(),
        notCovered(runs, result));
  }

  private static Failure failure(ProcessRuns runs, Path file, Verdict.Violated violated)
      throws IOException {
    List<Recorded> history = new ArrayList<>();
    try (HistoryReader reader = new HistoryReader(file)) {
      reader.forEachRemaining(history::add);
    }
    return new Failure(
        "the history " + file,
        violated.findings(),
        "",
        runs.command(),
        "",
        false,
        violated.findings().stream()
            .findFirst()
            .map(finding -> TimelineSelection.of(finding, history)));
  }

  private static long operations(Path file) throws IOException {
    long[] count = new long[1];
    try (HistoryReader reader = new HistoryReader(file)) {
      reader.forEachRemaining(
          recorded -> {
            Event event = recorded.event();
            if (event instanceof Event.Published
                || event instanceof Event.Delivered
                || event instanceof Event.CommitEnded
                || event instanceof Event.TransactionEnded) {
              count[0]++;
            }
          });
    }
    return count[0];
  }

  private static String subject(ProcessRuns runs) {
    Target target = runs.target();
    if (target instanceof Target.Address) {
      return "The server at " + runs.to() + ", by clients in processes of their own";
    }
    return target instanceof Target.Embedded
        ? "Waybill's embedded engine in processes that are killed"
        : "Waybill's server and its clients, in processes that are killed and stopped";
  }

  private static List<String> notCovered(ProcessRuns runs, ProcessResult result) {
    List<String> notCovered = new ArrayList<>(result.notes());
    if (runs.target() instanceof Target.Address) {
      notCovered.add("deaths of that server and of its disk: it is not ours to break");
    }
    notCovered.add(
        "power loss: a killed process leaves its page cache to the operating system; the simulator"
            + " plays every legal disk (./waybill verify without --to)");
    notCovered.add(
        "the order of events: it depends on the machine, so a run is repeated by its faults only");
    notCovered.add(TableCampaign.LEFT_OUT);
    return notCovered;
  }
}
