package dev.waybill.verifier.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The report for a terminal. */
public final class ReportText {
  private static final int MOST_FAILURES = 3;

  private ReportText() {}

  /**
   * Prints it: figures, faults, the tables, what is wrong and how to see it again, what nobody
   * looked at, and last the verdict.
   */
  public static void print(Report report, PrintStream out) {
    out.println(report.subject());
    if (report.hasHistories()) {
      figures(report, out);
    }
    report
        .table()
        .ifPresent(
            table -> {
              out.println();
              table.print(out);
            });
    report
        .crashStates()
        .ifPresent(
            found -> {
              out.println();
              out.print(found.table());
            });
    report.failures().stream().limit(MOST_FAILURES).forEach(each -> failure(each, out));
    if (report.failures().size() > MOST_FAILURES) {
      out.println();
      out.println("and " + (report.failures().size() - MOST_FAILURES) + " more");
    }
    out.println();
    out.println("Not covered:");
    report.notCovered().forEach(each -> out.println("  - " + each));
    out.println();
    out.println(report.sentence());
    report.reasons().stream().skip(1).forEach(each -> out.println("  also: " + each));
    out.println("The same again: " + report.command());
  }

  private static void figures(Report report, PrintStream out) {
    Figures figures = report.figures();
    out.printf(
        Locale.ROOT,
        "  %s in %.1f s%s: %s held, %s inconclusive, %s failed; %s, %s%n",
        Words.count(figures.histories(), "history", "histories"),
        figures.duration().toMillis() / 1e3,
        figures.historiesPerSecond() == 0
            ? ""
            : " (" + Words.number(figures.historiesPerSecond()) + "/s)",
        Words.number(figures.held()),
        Words.number(figures.inconclusive()),
        Words.number(figures.failed()),
        Words.count(figures.operations(), "operation", "operations"),
        Words.count(report.faultsInAll(), "fault", "faults"));
    if (!report.faults().isEmpty()) {
      List<String> faults =
          report.faults().entrySet().stream()
              .map(each -> each.getKey() + " " + Words.number(each.getValue()))
              .toList();
      out.println("  faults: " + String.join(", ", faults));
    }
  }

  private static void failure(Failure failure, PrintStream out) {
    out.println();
    out.println("WRONG in " + failure.run() + ": " + failure.headline());
    out.println("  see it again: " + failure.reproduction());
    if (!failure.smallest().isEmpty()) {
      out.println("  smallest:     " + failure.smallest());
    }
  }
}
