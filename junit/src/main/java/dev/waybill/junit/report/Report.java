package dev.waybill.junit.report;

import dev.waybill.Guarantee;
import dev.waybill.junit.report.Observation.Row;
import java.util.ArrayList;
import java.util.List;

/** What a person reads when a handler is not what it was declared to be. */
public final class Report {

  private static final int ROWS = 12;
  private static final String NOT_MORE = "  ";

  private Report() {}

  /** Nothing was proved, and why. */
  public static String inconclusive(Observation seen) {
    return "INCONCLUSIVE: the fault \""
        + seen.fault()
        + "\" did not happen, so nothing was proved.\n\n"
        + NOT_MORE
        + seen.bite().story()
        + "\n";
  }

  /** A handler that is not what was asserted. */
  public static String of(Guarantee asserted, Observation seen, Findings findings) {
    StringBuilder text = new StringBuilder();
    text.append("expected ")
        .append(asserted)
        .append(", found ")
        .append(found(seen, findings))
        .append("\nfault: ")
        .append(seen.fault())
        .append("\n\n");
    table(text, asserted, seen);
    section(text, "What happened", List.of(seen.bite().story() + "."));
    seen.handlerFailure()
        .ifPresent(failure -> section(text, "The handler threw", List.of(failure)));
    List<String> what = new ArrayList<>();
    what.add(findings.actual() + ".");
    for (Observation one : findings.all()) {
      what.add(pad(one.fault().toString(), 46) + one.summary());
    }
    section(text, "What the handler is", what);
    section(text, "What to change", Advice.on(asserted, seen));
    return text.toString();
  }

  private static String found(Observation seen, Findings findings) {
    return seen.strangers().isEmpty()
        ? findings.actualInShort()
        : "effects that no message of this test caused: " + seen.strangers();
  }

  private static void table(StringBuilder text, Guarantee asserted, Observation seen) {
    List<Row> wrong = seen.rows().stream().filter(row -> !row.permittedBy(asserted)).toList();
    if (wrong.isEmpty()) {
      return;
    }
    List<Row> shown = wrong.stream().limit(ROWS).toList();
    int width = Math.max(9, 2 + shown.stream().mapToInt(row -> row.id().length()).max().orElse(0));
    text.append(NOT_MORE).append(pad("message", width)).append("handled  effects\n");
    for (Row row : shown) {
      text.append(NOT_MORE)
          .append(pad(row.id(), width))
          .append(pad(row.handled() + " ×", 9))
          .append(pad(row.effects() + "", 4))
          .append(row.judgement())
          .append('\n');
    }
    int more = wrong.size() - shown.size();
    if (more > 0) {
      text.append(NOT_MORE).append("… and ").append(more).append(" more like these\n");
    }
    int right = seen.rows().size() - wrong.size();
    if (right > 0) {
      text.append(NOT_MORE)
          .append(right)
          .append(right == 1 ? " message is" : " messages are")
          .append(" as expected\n");
    }
    text.append('\n');
  }

  private static void section(StringBuilder text, String title, List<String> lines) {
    text.append(title).append('\n');
    lines.forEach(line -> text.append(NOT_MORE).append(line).append('\n'));
    text.append('\n');
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
