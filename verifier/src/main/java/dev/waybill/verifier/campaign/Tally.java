package dev.waybill.verifier.campaign;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.report.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds runs up. Any thread. */
final class Tally {
  /** More of them say nothing new. */
  private static final int MOST_FAILURES = 5;

  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<AnomalyKind, Long> anomalies = new EnumMap<>(AnomalyKind.class);
  private final Map<String, Long> doubts = new TreeMap<>();
  private final List<RunOutcome> failures = new ArrayList<>();
  private long histories;
  private long held;
  private long inconclusive;
  private long operations;
  private long events;
  private long faultsInAll;

  synchronized void add(RunOutcome run) {
    histories++;
    operations += run.operations();
    events += run.events();
    run.faults()
        .forEach(
            (fault, count) -> {
              faults.merge(fault, count, Long::sum);
              faultsInAll += count;
            });
    run.anomalies().forEach((kind, count) -> anomalies.merge(kind, count, Long::sum));
    if (run.isWrong()) {
      failures.add(run);
    } else if (run.verdict() instanceof Verdict.Inconclusive open) {
      inconclusive++;
      open.reasons().forEach(reason -> doubts.merge(reason, 1L, Long::sum));
    } else {
      held++;
    }
  }

  synchronized boolean isEnough() {
    return failures.size() >= MOST_FAILURES;
  }

  synchronized long histories() {
    return histories;
  }

  synchronized long faultsInAll() {
    return faultsInAll;
  }

  synchronized long held() {
    return held;
  }

  synchronized Figures figures(Duration duration) {
    return new Figures(histories, held, inconclusive, operations, events, duration);
  }

  synchronized Map<String, Long> faults() {
    return new TreeMap<>(faults);
  }

  synchronized Map<AnomalyKind, Long> anomalies() {
    return new TreeMap<>(anomalies);
  }

  /** Why runs were inconclusive, and how many. */
  synchronized Map<String, Long> doubts() {
    return new TreeMap<>(doubts);
  }

  /** The first few, smallest seed first. */
  synchronized List<RunOutcome> failures() {
    return failures.stream()
        .sorted((one, other) -> Long.compare(one.script().seed(), other.script().seed()))
        .limit(MOST_FAILURES)
        .toList();
  }
}
