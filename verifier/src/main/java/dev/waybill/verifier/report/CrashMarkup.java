package dev.waybill.verifier.report;

import dev.waybill.verifier.crash.CrashReport;
import dev.waybill.verifier.crash.FlipCounts;
import dev.waybill.verifier.crash.FlipOutcome;
import dev.waybill.verifier.crash.PathCounts;
import java.util.List;

/** The disks that were tried, path by path, and the bits that were flipped, file by file. */
final class CrashMarkup {

  private CrashMarkup() {}

  static Markup of(CrashReport found) {
    Markup out = new Markup();
    begin(
        out,
        "Write paths, crashed before every operation",
        List.of(
            "path",
            "instants",
            "all states tried",
            "states drawn",
            "disks",
            "inside recovery",
            "kills",
            "broken"));
    for (PathCounts each : found.paths()) {
      out.open("tr", "class", each.violations() == 0 ? "none" : "found");
      out.element("th", each.path(), "scope", "row");
      for (long number :
          List.of(
              each.instants(),
              each.exhaustive(),
              each.sampled(),
              each.states(),
              each.secondLevel(),
              each.kills(),
              each.violations())) {
        number(out, number);
      }
      out.close("tr");
    }
    end(out);
    begin(
        out,
        "Flipped bits, one at a time",
        List.of(
            "file",
            "bits",
            "same",
            "mended",
            "reported",
            "unsynced lost",
            "wrong",
            "silently lost"));
    for (FlipCounts each : found.flips()) {
      out.open("tr", "class", each.isLegal() ? "none" : "found");
      out.element("th", each.kind(), "scope", "row");
      number(out, each.bits());
      for (FlipOutcome outcome :
          List.of(
              FlipOutcome.SAME,
              FlipOutcome.MENDED,
              FlipOutcome.REPORTED,
              FlipOutcome.UNSYNCED_LOST,
              FlipOutcome.WRONG,
              FlipOutcome.SILENTLY_LOST)) {
        number(out, each.of(outcome));
      }
      out.close("tr");
    }
    end(out);
    return out;
  }

  private static void begin(Markup out, String caption, List<String> headings) {
    out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption);
    out.open("table", "class", "counts").element("caption", caption).open("thead").open("tr");
    for (String each : headings) {
      out.element("th", each, "scope", "col");
    }
    out.close("tr").close("thead").open("tbody");
  }

  private static void number(Markup out, long number) {
    out.element("td", Words.number(number), "class", "number");
  }

  private static void end(Markup out) {
    out.close("tbody").close("table").close("div");
  }
}
