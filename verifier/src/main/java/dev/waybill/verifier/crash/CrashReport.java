package dev.waybill.verifier.crash;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run of the suite came to.
 *
 * @param paths a row for each write path
 * @param flips a row for each kind of file
 * @param counts of all findings, by kind
 * @param findings the first of each kind
 */
public record CrashReport(
    List<PathCounts> paths,
    List<FlipCounts> flips,
    Map<AnomalyKind, Long> counts,
    List<Finding> findings) {
  public CrashReport {
    paths = List.copyOf(paths);
    flips = List.copyOf(flips);
    counts = Map.copyOf(counts);
    findings = List.copyOf(findings);
  }

  /** Whether every promise was kept on every disk. */
  public boolean held() {
    return counts.isEmpty();
  }

  /** Disks recovered and checked, of all paths and levels. */
  public long states() {
    return paths.stream().mapToLong(path -> path.states() + path.secondLevel()).sum();
  }

  /** Both tables, for a terminal. */
  public String table() {
    StringBuilder text = new StringBuilder(4_096);
    line(
        text,
        "%-38s %8s %7s %17s %17s %9s %9s %9s %6s %6s",
        "write path",
        "instants",
        "pending",
        "exhaustive",
        "sampled",
        "states",
        "equal",
        "2nd level",
        "kills",
        "broken");
    for (PathCounts path : paths) {
      line(
          text,
          "%-38s %8d %7d %17s %17s %9d %9d %9d %6d %6d",
          path.path(),
          path.instants(),
          path.mostPending(),
          path.exhaustive() + " up to " + path.mostPendingExhaustive(),
          path.sampled() == 0 ? "-" : path.sampled() + " from " + path.leastPendingSampled(),
          path.states(),
          path.equal(),
          path.secondLevel(),
          path.kills(),
          path.violations());
    }
    line(text, "");
    line(
        text,
        "%-40s %8s %9s %9s %9s %13s %7s %13s",
        "flipped bits of",
        "bits",
        "same",
        "mended",
        "reported",
        "unsynced lost",
        "wrong",
        "silently lost");
    for (FlipCounts flip : flips) {
      line(
          text,
          "%-40s %8d %9d %9d %9d %13d %7d %13d",
          flip.kind(),
          flip.bits(),
          flip.of(FlipOutcome.SAME),
          flip.of(FlipOutcome.MENDED),
          flip.of(FlipOutcome.REPORTED),
          flip.of(FlipOutcome.UNSYNCED_LOST),
          flip.of(FlipOutcome.WRONG),
          flip.of(FlipOutcome.SILENTLY_LOST));
    }
    return text.toString();
  }

  private static void line(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
