package dev.waybill.verifier.report;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.crash.CrashReport;
import dev.waybill.verifier.crash.FlipCounts;
import dev.waybill.verifier.table.Cell;
import dev.waybill.verifier.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a verification came to.
 *
 * @param subject what was verified, and how
 * @param command runs the same again
 * @param faults how often each happened, by name
 * @param anomalies how often each was found, by kind
 * @param failures the first few histories in which something was wrong
 * @param doubts why the run does not prove what it was meant to prove; none if it does
 * @param table the three-by-five table, if it was run
 * @param crashStates the disks that a power loss may leave, if they were tried
 * @param notCovered what nobody should read into it
 */
public record Report(
    String subject,
    String command,
    Figures figures,
    Map<String, Long> faults,
    Map<AnomalyKind, Long> anomalies,
    List<Failure> failures,
    List<String> doubts,
    Optional<Table> table,
    Optional<CrashReport> crashStates,
    List<String> notCovered) {

  public Report {
    // Sorted: the same run shall print the same page.
    faults = new TreeMap<>(faults);
    anomalies = new TreeMap<>(anomalies);
    failures = List.copyOf(failures);
    doubts = List.copyOf(doubts);
    notCovered = List.copyOf(notCovered);
  }

  /** The same with other doubts and a table. */
  public Report with(List<String> otherDoubts, Optional<Table> otherTable) {
    return new Report(
        subject,
        command,
        figures,
        faults,
        anomalies,
        failures,
        otherDoubts,
        otherTable,
        crashStates,
        notCovered);
  }

  /** The same with one thing more that nobody looked at. */
  public Report withoutCovering(String what) {
    List<String> more = new ArrayList<>(notCovered);
    more.add(what);
    return new Report(
        subject, command, figures, faults, anomalies, failures, doubts, table, crashStates, more);
  }

  /** All in all: a broken promise outweighs every doubt. */
  public Conclusion conclusion() {
    if (!anomalies.isEmpty() || !failures.isEmpty() || !cells(Cell.Verdict.VIOLATED).isEmpty()) {
      return Conclusion.VIOLATED;
    }
    return reasons().isEmpty() ? Conclusion.HELD : Conclusion.INCONCLUSIVE;
  }

  /** Why it is inconclusive, if it is: the doubts, and the cells whose fault did not bite. */
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>(doubts);
    for (Cell each : cells(Cell.Verdict.INCONCLUSIVE)) {
      reasons.add(name(each) + ": " + each.explanation());
    }
    return reasons;
  }

  /** In one sentence. */
  public String sentence() {
    String tried = tried();
    return switch (conclusion()) {
      case HELD -> "Every promise held, in " + tried + ".";
      case INCONCLUSIVE ->
          "Inconclusive: nothing is wrong in "
              + tried
              + ", and too little was tried to say that it never is: "
              + reasons().get(0)
              + ".";
      case VIOLATED -> "A promise was broken, in " + tried + ": " + worst() + ".";
    };
  }

  /** A table alone has none, and crash states have none. */
  boolean hasHistories() {
    return figures.histories() > 0;
  }

  private String tried() {
    List<String> parts = new ArrayList<>();
    if (hasHistories()) {
      parts.add(
          Words.count(figures.histories(), "history", "histories")
              + " with "
              + Words.count(faultsInAll(), "fault", "faults"));
    }
    table.ifPresent(
        all ->
            parts.add(
                Words.count(
                    all.cells().stream()
                        .filter(each -> each.verdict() != Cell.Verdict.NOT_APPLICABLE)
                        .count(),
                    "cell of the table",
                    "cells of the table")));
    crashStates.ifPresent(
        all ->
            parts.add(
                Words.count(all.states(), "crash state", "crash states")
                    + " and "
                    + Words.count(
                        all.flips().stream().mapToLong(FlipCounts::bits).sum(),
                        "flipped bit",
                        "flipped bits")));
    return parts.isEmpty() ? "0 histories" : String.join(" and ", parts);
  }

  private String worst() {
    if (!failures.isEmpty()) {
      return failures.get(0).headline();
    }
    List<Cell> broken = cells(Cell.Verdict.VIOLATED);
    if (!broken.isEmpty()) {
      return name(broken.get(0)) + ": " + broken.get(0).explanation();
    }
    AnomalyKind kind = anomalies.keySet().iterator().next();
    return kind.label() + ": " + kind.meaning();
  }

  /** Of all kinds. */
  public long faultsInAll() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }

  private List<Cell> cells(Cell.Verdict verdict) {
    return table.stream()
        .flatMap(all -> all.cells().stream())
        .filter(each -> each.verdict() == verdict)
        .toList();
  }

  private static String name(Cell cell) {
    return cell.guarantee() + ", " + cell.failurePoint().text() + ", " + cell.hop().text() + " hop";
  }
}
