package dev.waybill.verifier.campaign;

import dev.waybill.verifier.campaign.CampaignProgress.Reached;
import dev.waybill.verifier.campaign.CampaignProgress.Unit;
import dev.waybill.verifier.check.Checker;
import dev.waybill.verifier.check.Checkers;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.report.Failure;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.simulate.Script;
import dev.waybill.verifier.simulate.fault.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Simulated runs, seed after seed on a few threads, until the time or the seeds are used up or
 * enough have failed. Used once.
 */
public final class SimulatedCampaign {
  private static final String SUBJECT = "Waybill's broker and its clients, simulated";
  private static final int TELL_MILLIS = 100;

  private static final List<String> NOT_COVERED =
      List.of(
          "sockets, threads, the operating system and Kafka's own clients: the simulator runs the"
              + " broker's production core, journal and log with clients of its own; ./waybill verify"
              + " --to server, --to embedded",
          "each single disk that a power loss may leave, and flipped bits: ./waybill verify"
              + " --crash-states",
          "servers of databases that die, and the outbox: the tests of module jdbc",
          "handlers of yours: module junit runs them through the five failure points",
          "what no seed of this run has drawn");

  private final SimulatedRuns runs;
  private final BiFunction<Promises, Findings, List<Checker>> checkers;
  private final CampaignProgress progress;
  private final Tally tally = new Tally();
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
  private long traceHash;

  /** With all checkers. */
  public SimulatedCampaign(SimulatedRuns runs, CampaignProgress progress) {
    this(runs, Checkers::all, progress);
  }

  /**
   * @param checkers makes those that look at one run
   */
  public SimulatedCampaign(
      SimulatedRuns runs,
      BiFunction<Promises, Findings, List<Checker>> checkers,
      CampaignProgress progress) {
    this.runs = runs;
    this.checkers = checkers;
    this.progress = progress;
  }

  /**
   * Runs seeds from {@code first} on.
   *
   * @param most seeds at most
   * @param limit of the time; a run that was begun is finished
   * @throws IllegalStateException the verifier itself is broken
   */
  public Report run(long first, long most, Duration limit, int threads)
      throws InterruptedException {
    long began = System.nanoTime();
    long deadline = began + Math.min(limit.toNanos(), Long.MAX_VALUE / 4);
    AtomicLong next = new AtomicLong(first);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(() -> work(next, first, most, deadline), "verify-" + i);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
    for (Thread worker : workers) {
      do {
        worker.join(TELL_MILLIS);
        long now = System.nanoTime();
        checkWorkers();
        tell(
            Math.max(
                tally.histories() / (double) most, (now - began) / (double) (deadline - began)),
            "");
      } while (worker.isAlive());
    }
    checkWorkers();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return report(runs.command(first, tally.histories()), took, doubts());
  }

  /** Runs one script, such as that of a seed. */
  public Report run(Script script) {
    long began = System.nanoTime();
    RunOutcome run = RunOutcome.of(script, checkers, each -> {});
    tally.add(run);
    traceHash = run.traceHash();
    List<String> doubts =
        run.verdict() instanceof Verdict.Inconclusive open ? open.reasons() : List.of();
    return report(runs.command(script), Duration.ofNanos(System.nanoTime() - began), doubts);
  }

  /**
   * Of the script that was run: the same for the same script, and for hardly any other; 0 for a run
   * that did not come to its end.
   */
  public long traceHash() {
    return traceHash;
  }

  private void tell(double share, String doing) {
    progress.reached(
        new Reached(
            Unit.HISTORIES, tally.histories(), tally.faultsInAll(), Math.min(1, share), doing));
  }

  private void work(AtomicLong next, long first, long most, long deadline) {
    try {
      while (!tally.isEnough() && !progress.isEnough() && System.nanoTime() < deadline) {
        long seed = next.getAndIncrement();
        if (seed - first >= most) {
          return;
        }
        tally.add(RunOutcome.of(runs.script(seed), checkers, each -> {}));
      }
    } catch (Throwable e) {
      broken.compareAndSet(null, e);
    }
  }

  /** A run that fails is an outcome; a worker that does would be silence. */
  private void checkWorkers() {
    Throwable cause = broken.get();
    if (cause != null) {
      throw new IllegalStateException("the verifier failed, not what it verifies: " + cause, cause);
    }
  }

  /** Single runs may be inconclusive; all together must have done what was asked for. */
  private List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    if (tally.held() == 0) {
      doubts.add(
          "not one history held"
              + (tally.doubts().isEmpty() ? "" : "; how often and why: " + tally.doubts()));
    }
    List<String> missing =
        runs.expected().stream()
            .sorted()
            .filter(each -> !tally.faults().containsKey(trace(each)))
            .map(FaultKind::label)
            .toList();
    if (!missing.isEmpty()) {
      doubts.add("not every fault happened: run more seeds for " + String.join(", ", missing));
    }
    return doubts;
  }

  /** What stands in a history once it has happened: bad weather shows by the messages it meets. */
  private static String trace(FaultKind kind) {
    return switch (kind) {
      case REQUESTS_LOST -> "request-lost";
      case ANSWERS_LOST -> "answer-lost";
      case DUPLICATES -> "request-duplicated";
      case DELAYS -> "message-delayed";
      case REPLAYS -> "request-replayed";
      default -> kind.label();
    };
  }

  private List<String> notCovered() {
    List<String> notCovered = new ArrayList<>(NOT_COVERED);
    runs.faults().stream()
        .sorted()
        .filter(each -> !runs.expected().contains(each))
        .forEach(
            each ->
                notCovered.add(
                    "the fault " + each.label() + ": nobody whom it could happen to takes part"));
    return notCovered;
  }

  private Report report(String command, Duration took, List<String> doubts) {
    FailureStory story = new FailureStory(runs, checkers, progress::isEnough);
    List<Failure> failures = new ArrayList<>();
    for (RunOutcome each : tally.failures()) {
      tell(1, "shrinking seed " + each.script().seed());
      failures.add(story.of(each));
    }
    return new Report(
        SUBJECT,
        command,
        tally.figures(took),
        tally.faults(),
        tally.anomalies(),
        failures,
        doubts,
        Optional.empty(),
        Optional.empty(),
        notCovered());
  }
}
