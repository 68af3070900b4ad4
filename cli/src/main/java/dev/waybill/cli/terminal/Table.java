package dev.waybill.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows under headings, for people. Columns of numbers are aligned to the right. */
public final class Table {

  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  public Table row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "expected " + headings.size() + " cells, found " + cells.length);
    }
    List<String> row = new ArrayList<>(cells.length);
    for (Object cell : cells) {
      boolean whole = cell instanceof Long || cell instanceof Integer;
      row.add(
          whole
              ? String.format(Locale.ROOT, "%,d", ((Number) cell).longValue())
              : String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  public void print(PrintStream out) {
    int[] widths = new int[headings.size()];
    boolean[] numbers = new boolean[headings.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = headings.get(column).length();
      numbers[column] = !rows.isEmpty();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
        numbers[column] &= row.get(column).matches("-|-?[0-9][0-9,.]*");
      }
    }
    line(headings, widths, numbers, out);
    rows.forEach(row -> line(row, widths, numbers, out));
  }

  private static void line(List<String> cells, int[] widths, boolean[] numbers, PrintStream out) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(numbers[column] ? padding + cell : cell + padding).append(GAP);
    }
    out.println(line.toString().stripTrailing());
  }
}
