package dev.waybill.verifier.table;

import dev.waybill.Guarantee;
import dev.waybill.verifier.table.Cell.Verdict;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The three-by-five table, hop by hop. Immutable.
 *
 * @param cells one for each guarantee, failure point and hop, in the order of the printed table
 */
public record Table(List<Cell> cells) {
  private static final int POINT_WIDTH = 42;
  private static final int CELL_WIDTH = 30;

  public Table {
    cells =
        cells.stream()
            .sorted(
                Comparator.comparing(Cell::hop)
                    .thenComparing(Cell::failurePoint)
                    .thenComparing(Cell::guarantee))
            .toList();
  }

  /** The cell, if it was asked for. */
  public Optional<Cell> cell(Guarantee guarantee, FailurePoint point, Hop hop) {
    return cells.stream()
        .filter(
            each ->
                each.guarantee() == guarantee && each.failurePoint() == point && each.hop() == hop)
        .findFirst();
  }

  /** Whether every cell that can be run shows what was declared. */
  public boolean holds() {
    return cells.stream()
        .allMatch(
            each ->
                each.verdict() == Verdict.AS_DECLARED || each.verdict() == Verdict.NOT_APPLICABLE);
  }

  /** Prints it, with the reasons below. */
  public void print(PrintStream out) {
    for (Hop hop : Hop.values()) {
      out.print(pad(hop.text(), POINT_WIDTH));
      for (Guarantee guarantee : Guarantee.values()) {
        out.print(pad(guarantee.toString(), CELL_WIDTH));
      }
      out.println();
      for (FailurePoint point : FailurePoint.values()) {
        out.print(pad("  " + point.text(), POINT_WIDTH));
        for (Guarantee guarantee : Guarantee.values()) {
          out.print(
              pad(cell(guarantee, point, hop).map(Table::brief).orElse("not run"), CELL_WIDTH));
        }
        out.println();
      }
    }
    for (Cell each : cells) {
      if (each.verdict() != Verdict.AS_DECLARED) {
        out.println(
            each.hop().text()
                + " × "
                + each.failurePoint().text()
                + " × "
                + each.guarantee()
                + ": "
                + each.verdict().text()
                + ": "
                + each.explanation());
      }
    }
  }

  private static String brief(Cell cell) {
    return switch (cell.verdict()) {
      case NOT_APPLICABLE -> "n/a";
      case INCONCLUSIVE -> "inconclusive";
      case AS_DECLARED -> seen(cell);
      case VIOLATED -> "VIOLATED " + seen(cell);
    };
  }

  private static String seen(Cell cell) {
    String text = "lost " + cell.lost() + ", twice " + cell.repeated();
    return cell.reordered() == 0 ? text : text + ", reordered " + cell.reordered();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
