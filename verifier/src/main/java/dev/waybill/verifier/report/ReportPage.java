package dev.waybill.verifier.report;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.report.Timeline.Moment;
import dev.waybill.verifier.report.Timeline.Sort;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The report as one HTML page: no script, no font, no picture from elsewhere; it can be mailed.
 * Well-formed as XML, too.
 */
public final class ReportPage {
  private final Report report;
  private final Markup out = new Markup();

  private ReportPage(Report report) {
    this.report = report;
  }

  /** The page, to be written in UTF-8. */
  public static String of(Report report) {
    return new ReportPage(report).page();
  }

  private String page() {
    out.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    out.empty("meta", "charset", "utf-8");
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.element("title", "Waybill: " + report.conclusion().text() + ": " + report.subject());
    out.open("style").raw(ReportStyle.CSS).close("style").close("head").open("body");
    verdict();
    out.open("main");
    figures();
    doubts();
    report.failures().forEach(this::failure);
    table();
    crashStates();
    anomalies();
    faults();
    notCovered();
    return out.close("main").close("body").close("html").toString();
  }

  private void verdict() {
    String style = report.conclusion().text();
    out.open("header", "class", style);
    out.element("p", report.subject(), "class", "muted");
    out.element("h1", report.sentence());
    out.element("p", "The same again:", "class", "muted small");
    out.element("pre", report.command());
    out.close("header");
  }

  private void figures() {
    if (!report.hasHistories()) {
      return;
    }
    Figures figures = report.figures();
    out.element("h2", "Figures").open("dl", "class", "figures");
    figure("histories", figures.histories());
    figure("that held", figures.held());
    figure("inconclusive", figures.inconclusive());
    figure("that failed", figures.failed());
    figure("operations", figures.operations());
    figure("events", figures.events());
    figure("faults", report.faultsInAll());
    if (figures.historiesPerSecond() > 0) {
      figure("histories/s", figures.historiesPerSecond());
    }
    out.close("dl");
  }

  private void figure(String name, long number) {
    out.open("div").element("dt", name).element("dd", Words.number(number)).close("div");
  }

  private void doubts() {
    List<String> reasons = report.reasons();
    if (!reasons.isEmpty()) {
      out.element("h2", "Why this proves less than it was meant to");
      list(reasons);
    }
  }

  private void failure(Failure failure) {
    out.open("section").element("h2", "What went wrong: " + failure.run());
    out.element("p", failure.headline());
    if (!failure.exception().isEmpty()) {
      out.element("pre", failure.exception());
    }
    if (failure.findings().size() > 1) {
      out.open("details").element("summary", "All findings that were kept");
      list(failure.findings().stream().map(ReportPage::line).toList());
      out.close("details");
    }
    out.element("h3", failure.exact() ? "To see it again" : "The same faults again");
    out.element("pre", failure.reproduction());
    if (!failure.smallest().isEmpty()) {
      out.element("h3", "The smallest run that shows it");
      out.element("pre", failure.smallest());
    }
    failure.timeline().ifPresent(this::timeline);
    out.close("section");
  }

  private static String line(Finding finding) {
    return finding.kind().label() + ": " + finding.what();
  }

  private void timeline(Timeline timeline) {
    out.element("h3", "Timeline of " + timeline.about());
    out.open("ul", "class", "legend");
    for (Sort each : sorts(timeline)) {
      out.open("li").add(TimelineSvg.sample(each)).text(each.text()).close("li");
    }
    out.close("ul");
    out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", "timeline");
    out.add(TimelineSvg.draw(timeline)).close("div");
    out.element(
        "p",
        "A row per event, a lane per process; a lane is dotted while its process is dead. The bright"
            + " rows are what the checker points at."
            + (timeline.leftOut() == 0
                ? ""
                : " Left out: "
                    + Words.count(timeline.leftOut(), "event", "events")
                    + " further away from it."),
        "class",
        "muted small");
    out.open("details").element("summary", "The same as a table");
    out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "events");
    out.open("table").open("thead").open("tr");
    for (String heading : List.of("event", "ms", "process", "what")) {
      out.element("th", heading, "scope", "col");
    }
    out.close("tr").close("thead").open("tbody");
    for (Moment each : timeline.entries()) {
      out.open("tr");
      out.element("td", Words.number(each.number()), "class", "number");
      out.element("td", Words.number(each.millis()), "class", "number");
      out.element("td", each.process()).element("td", each.what() + (each.shows() ? " ◀" : ""));
      out.close("tr");
    }
    out.close("tbody").close("table").close("div").close("details");
  }

  private static List<Sort> sorts(Timeline timeline) {
    return Stream.of(Sort.values())
        .filter(sort -> timeline.entries().stream().anyMatch(each -> each.sort() == sort))
        .toList();
  }

  private void table() {
    if (report.table().isPresent()) {
      out.element("h2", "Each guarantee at the five places where a message fails");
      out.element(
          "p",
          "At-most-once must lose and never repeat, at-least-once must repeat and never lose,"
              + " exactly-once must do neither, under the same faults.",
          "class",
          "muted");
      out.add(TableMarkup.of(report.table().get()));
    }
  }

  private void crashStates() {
    if (report.crashStates().isPresent()) {
      out.element("h2", "Every disk that a power loss may leave");
      out.add(CrashMarkup.of(report.crashStates().get()));
    }
  }

  private void anomalies() {
    if (!report.hasHistories() && report.anomalies().isEmpty()) {
      return;
    }
    out.element("h2", "What was looked for");
    out.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "anomalies");
    out.open("table").open("thead").open("tr");
    for (String heading : List.of("anomaly", "found", "what it means")) {
      out.element("th", heading, "scope", "col");
    }
    out.close("tr").close("thead").open("tbody");
    for (AnomalyKind each : AnomalyKind.values()) {
      long count = report.anomalies().getOrDefault(each, 0L);
      out.open("tr", "class", count == 0 ? "none" : "found");
      out.element("th", each.label(), "scope", "row");
      out.element("td", Words.number(count), "class", "number");
      out.element("td", each.meaning()).close("tr");
    }
    out.close("tbody").close("table").close("div");
  }

  private void faults() {
    if (!report.hasHistories()) {
      return;
    }
    out.element("h2", "Faults that happened");
    if (report.faults().isEmpty()) {
      out.element("p", "None.");
      return;
    }
    out.open("table").open("thead").open("tr").element("th", "fault", "scope", "col");
    out.element("th", "how often", "scope", "col").close("tr").close("thead").open("tbody");
    report
        .faults()
        .forEach(
            (fault, count) -> {
              out.open("tr").element("th", fault, "scope", "row");
              out.element("td", Words.number(count), "class", "number").close("tr");
            });
    out.close("tbody").close("table");
  }

  private void notCovered() {
    out.element("h2", "What was not covered");
    list(report.notCovered());
    String took =
        report.figures().duration().isZero()
            ? ""
            : String.format(
                Locale.ROOT, "It took %.1f s. ", report.figures().duration().toMillis() / 1e3);
    out.element(
        "p",
        took
            + "\"Inconclusive\" is never a pass: a fault that was planned and did not happen, or a"
            + " history that did too little, proves nothing.",
        "class",
        "muted small");
  }

  private void list(List<String> items) {
    out.open("ul");
    items.forEach(each -> out.element("li", each));
    out.close("ul");
  }
}
