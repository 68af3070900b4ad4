package dev.waybill;

import java.util.ArrayList;
import java.util.List;

/** Draws an explanation as a table for people. */
final class ExplanationTable {

  private static final List<String> HEADINGS =
      List.of("hop", "guarantee", "may lose", "may repeat", "removes repeats", "mechanism");

  private ExplanationTable() {}

  static String render(Explanation explanation) {
    StringBuilder out = new StringBuilder();
    for (Explanation.Chain chain : explanation.chains()) {
      out.append(chain.name()).append(" on ").append(explanation.engine()).append('\n');
      table(chain.hops(), out);
      for (Explanation.Hop hop : chain.hops()) {
        hop.preconditions().forEach(text -> line(out, "needs", hop.name() + ": " + text));
        hop.notCovered().forEach(text -> line(out, "not covered", hop.name() + ": " + text));
      }
      chain.warnings().forEach(text -> line(out, "warning", text));
      line(out, "end to end", chain.verdict().sentence());
      out.append('\n');
    }
    explanation.otherReaders().forEach(reader -> otherReader(reader, out));
    explanation.assumptions().forEach(text -> out.append("assumes: ").append(text).append('\n'));
    return out.toString();
  }

  private static void otherReader(Explanation.OtherReader reader, StringBuilder out) {
    out.append(String.join(", ", reader.topics())).append(" → ").append(reader.group());
    out.append(" on the wire\n");
    line(out, "members", String.join(", ", reader.clients()));
    line(
        out,
        "end to end",
        "as their own settings say: positions committed before processing may lose messages, after"
            + " it may repeat them");
    out.append('\n');
  }

  private static void table(List<Explanation.Hop> hops, StringBuilder out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    for (Explanation.Hop hop : hops) {
      rows.add(
          List.of(
              hop.name(),
              hop.guarantee().toString(),
              yesNo(hop.mayLose()),
              yesNo(hop.mayRepeat()),
              yesNo(hop.removesRepeats()),
              hop.mechanism()));
    }
    int[] widths = new int[HEADINGS.size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    for (List<String> row : rows) {
      out.append("  ");
      for (int i = 0; i < widths.length; i++) {
        boolean last = i == widths.length - 1;
        out.append(row.get(i));
        out.append(last ? "\n" : " ".repeat(widths[i] - row.get(i).length() + 2));
      }
    }
  }

  private static void line(StringBuilder out, String label, String text) {
    out.append("  ").append(label).append(": ").append(text).append('\n');
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }
}
