package dev.waybill.benchmarks.report;

import dev.waybill.benchmarks.suite.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Results as people read them: a heading, a row per contender, then ratio and goals in words. */
public final class ResultTable {

  private static final List<String> HEADINGS =
      List.of("", "msg/s", "MB/s", "CPU s/M msg", "peak heap", "live heap", "");

  private ResultTable() {}

  /** What stands above the first result. */
  public static String heading(Machine machine) {
    return machine.cores()
        + " cores, "
        + machine.java()
        + ", "
        + machine.system()
        + "\n100-byte values; medians of the rounds; each run in a JVM of its own\n";
  }

  /** One result, with an empty line before it. */
  public static String of(Result result) {
    StringBuilder out = new StringBuilder();
    out.append('\n').append(result.name()).append(": ").append(result.question());
    out.append(" (").append(result.rounds()).append(result.rounds() == 1 ? " round" : " rounds");
    out.append(")\n");
    rows(result, out);
    result.ratio().ifPresent(ratio -> line(out, "ratio", sentence(ratio)));
    result.goals().forEach(goal -> line(out, verdict(goal), goal(goal)));
    return out.toString();
  }

  private static void rows(Result result, StringBuilder out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    for (Result.Figures figures : result.contenders()) {
      rows.add(row(figures));
    }
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder text = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        boolean left = i == 0 || i == widths.length - 1;
        text.append(left ? row.get(i) + padding : padding + row.get(i)).append("  ");
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
  }

  private static List<String> row(Result.Figures figures) {
    StringJoiner extras = new StringJoiner(", ");
    for (Map.Entry<String, Double> extra : figures.extras().entrySet()) {
      extras.add(
          Amounts.label(extra.getKey()) + " " + Amounts.amount(extra.getKey(), extra.getValue()));
    }
    return List.of(
        figures.label(),
        figures.messagesPerSecond().map(rate -> Amounts.count(rate.median())).orElse("–"),
        figures.megabytesPerSecond() == 0 ? "–" : Amounts.number(figures.megabytesPerSecond()),
        figures.cpuSecondsPerMillion().isPresent()
            ? Amounts.number(figures.cpuSecondsPerMillion().getAsDouble())
            : "–",
        heap(figures.peakHeapBytes()),
        heap(figures.liveHeapBytes()),
        extras.toString());
  }

  /** No heap where another process is measured, whose memory is among the extras. */
  private static String heap(long bytes) {
    return bytes == 0 ? "–" : Amounts.megabytes((double) bytes);
  }

  private static String sentence(Result.Ratio ratio) {
    return ratio.comparison().contender()
        + " is "
        + Amounts.number(ratio.value().median())
        + " of "
        + ratio.comparison().reference()
        + " ("
        + Amounts.number(ratio.value().least())
        + " to "
        + Amounts.number(ratio.value().most())
        + ")";
  }

  private static String verdict(Result.Outcome outcome) {
    if (!outcome.judged()) {
      return "not judged";
    }
    return outcome.isReached() ? "reached" : "MISSED";
  }

  private static String goal(Result.Outcome outcome) {
    Goal goal = outcome.goal();
    return goal.contender()
        + ": "
        + Amounts.label(goal.figure())
        + " "
        + Amounts.amount(goal.figure(), outcome.found())
        + ", expected "
        + goal.bound().sign()
        + " "
        + Amounts.amount(goal.figure(), goal.value())
        + (outcome.judged()
            ? ""
            : goal.thorough() ? " at full scale with --thorough" : " at full scale");
  }

  private static void line(StringBuilder out, String label, String text) {
    out.append("  ").append(label).append(": ").append(text).append('\n');
  }
}
