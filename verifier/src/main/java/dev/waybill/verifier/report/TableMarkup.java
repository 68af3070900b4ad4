package dev.waybill.verifier.report;

import dev.waybill.Guarantee;
import dev.waybill.verifier.table.Cell;
import dev.waybill.verifier.table.FailurePoint;
import dev.waybill.verifier.table.Hop;
import dev.waybill.verifier.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The three-by-five table, one for each hop, with headings that a screen reader can follow. */
final class TableMarkup {

  private TableMarkup() {}

  static Markup of(Table table) {
    Markup out = new Markup();
    for (Hop hop : Hop.values()) {
      if (table.cells().stream().noneMatch(each -> each.hop() == hop)) {
        continue;
      }
      out.open(
          "div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", title(hop));
      out.open("table", "class", "points").element("caption", title(hop));
      out.open("thead").open("tr").element("th", "where it fails", "scope", "col");
      List<Guarantee> guarantees = guarantees(table);
      for (Guarantee each : guarantees) {
        out.element("th", each.toString(), "scope", "col");
      }
      out.close("tr").close("thead").open("tbody");
      for (FailurePoint point : FailurePoint.values()) {
        out.open("tr").element("th", point.text(), "scope", "row");
        for (Guarantee each : guarantees) {
          cell(table.cell(each, point, hop), out);
        }
        out.close("tr");
      }
      out.close("tbody").close("table").close("div");
    }
    return out;
  }

  private static List<Guarantee> guarantees(Table table) {
    List<Guarantee> found = new ArrayList<>();
    for (Guarantee each : Guarantee.values()) {
      if (table.cells().stream().anyMatch(cell -> cell.guarantee() == each)) {
        found.add(each);
      }
    }
    return found;
  }

  private static String title(Hop hop) {
    return switch (hop) {
      case PUBLISH -> "Publish hop: from the application to the log";
      case DELIVER -> "Deliver hop: from the log to the handler";
      case EFFECT -> "Effect hop: from the application to the database, all the way";
    };
  }

  private static void cell(Optional<Cell> found, Markup out) {
    if (found.isEmpty()) {
      out.element("td", "not run", "class", "muted");
      return;
    }
    Cell cell = found.get();
    out.open("td")
        .element(
            "span",
            cell.verdict().text(),
            "class",
            "badge " + cell.verdict().name().toLowerCase(Locale.ROOT));
    String why = cell.explanation();
    if (cell.verdict() != Cell.Verdict.NOT_APPLICABLE) {
      out.empty("br");
      count("lost", cell.lost(), out);
      out.text("· ");
      count("repeated", cell.repeated(), out);
      if (cell.reordered() > 0) {
        out.text("· ");
        count("reordered", cell.reordered(), out);
      }
      why += "; the fault struck " + Words.count(cell.faultBites(), "time", "times");
    }
    out.empty("br").element("span", why, "class", "small muted").close("td");
  }

  /** What did happen shall meet the eye among what did not. */
  private static void count(String what, long count, Markup out) {
    String text = what + " " + count;
    if (count == 0) {
      out.text(text + " ");
    } else {
      out.element("span", text, "class", "happened");
    }
  }
}
