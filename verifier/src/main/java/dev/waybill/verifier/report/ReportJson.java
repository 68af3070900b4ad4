package dev.waybill.verifier.report;

import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.crash.CrashReport;
import dev.waybill.verifier.crash.FlipCounts;
import dev.waybill.verifier.crash.FlipOutcome;
import dev.waybill.verifier.crash.PathCounts;
import dev.waybill.verifier.table.Cell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report for programs: maps, lists, text and whole numbers, in a stable order.
 *
 * <pre>
 *   {"conclusion": "held", "sentence": …, "subject": …, "command": …, "reasons": [],
 *    "figures": {"histories": …}, "faults": {"kill": 7}, "anomalies": {"lost-write": 1},
 *    "failures": [{"run": …, "findings": [{"kind": …, "what": …}], "reproduction": …}],
 *    "table": [{"guarantee": …, "failurePoint": …, "hop": …, "verdict": …, "lost": 0}],
 *    "crashStates": {"states": …, "paths": [{"path": …, "states": …}], "flips": [{"kind": …, "bits": …}]},
 *    "notCovered": []}
 * </pre>
 */
public final class ReportJson {

  private ReportJson() {}

  /** As an object; {@code table} and {@code crashStates} are missing where they were not run. */
  public static Map<String, Object> of(Report report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("conclusion", report.conclusion().text());
    json.put("sentence", report.sentence());
    json.put("subject", report.subject());
    json.put("command", report.command());
    json.put("reasons", report.reasons());
    json.put("figures", figures(report));
    json.put("faults", report.faults());
    Map<String, Object> anomalies = new LinkedHashMap<>();
    report.anomalies().forEach((kind, count) -> anomalies.put(name(kind), count));
    json.put("anomalies", anomalies);
    json.put("failures", report.failures().stream().map(ReportJson::failure).toList());
    report
        .table()
        .ifPresent(
            table -> json.put("table", table.cells().stream().map(ReportJson::cell).toList()));
    report.crashStates().ifPresent(found -> json.put("crashStates", crashStates(found)));
    json.put("notCovered", report.notCovered());
    return json;
  }

  private static Map<String, Object> crashStates(CrashReport found) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("states", found.states());
    json.put("paths", found.paths().stream().map(ReportJson::path).toList());
    json.put("flips", found.flips().stream().map(ReportJson::flips).toList());
    return json;
  }

  private static Map<String, Object> path(PathCounts path) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", path.path());
    json.put("instants", path.instants());
    json.put("exhaustive", path.exhaustive());
    json.put("sampled", path.sampled());
    json.put("states", path.states());
    json.put("secondLevel", path.secondLevel());
    json.put("kills", path.kills());
    json.put("violations", path.violations());
    return json;
  }

  private static Map<String, Object> flips(FlipCounts flips) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", flips.kind());
    json.put("bits", flips.bits());
    for (FlipOutcome each : FlipOutcome.values()) {
      json.put(name(each), flips.of(each));
    }
    return json;
  }

  private static Map<String, Object> figures(Report report) {
    Figures figures = report.figures();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("histories", figures.histories());
    json.put("held", figures.held());
    json.put("inconclusive", figures.inconclusive());
    json.put("failed", figures.failed());
    json.put("operations", figures.operations());
    json.put("events", figures.events());
    json.put("faults", report.faultsInAll());
    json.put("millis", figures.duration().toMillis());
    return json;
  }

  private static Map<String, Object> failure(Failure failure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", failure.run());
    json.put("headline", failure.headline());
    json.put("findings", failure.findings().stream().map(ReportJson::finding).toList());
    json.put("exception", failure.exception());
    json.put("reproduction", failure.reproduction());
    json.put("smallest", failure.smallest());
    json.put("exact", failure.exact());
    return json;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", name(finding.kind()));
    json.put("what", finding.what());
    json.put("message", finding.message());
    json.put("events", List.copyOf(finding.events()));
    return json;
  }

  private static Map<String, Object> cell(Cell cell) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("guarantee", cell.guarantee().toString());
    json.put("failurePoint", name(cell.failurePoint()));
    json.put("hop", cell.hop().text());
    json.put("verdict", name(cell.verdict()));
    json.put("lost", cell.lost());
    json.put("repeated", cell.repeated());
    json.put("reordered", cell.reordered());
    json.put("faultBites", cell.faultBites());
    json.put("scenario", cell.scenario());
    json.put("explanation", cell.explanation());
    return json;
  }

  private static String name(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
