package dev.waybill.orders.demo;

import dev.waybill.orders.audit.AuditReport;
import dev.waybill.orders.audit.AuditReport.ServiceReport;
import dev.waybill.orders.audit.AuditedService;
import dev.waybill.orders.audit.Chronicle;
import dev.waybill.orders.audit.Evidence;
import dev.waybill.orders.audit.Violation;
import java.util.List;
import java.util.Locale;

/** The result for people. */
final class ResultTable {

  private static final int SHOWN_VIOLATIONS = 20;
  private static final String ROW = "%-13s %-14s %12s %9s %7s %11s %13s %12s  %s%n";

  private ResultTable() {}

  static String render(DemoResult result, Evidence evidence) {
    AuditReport report = result.report();
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%,d orders, %d kills, seed %d, %.1f s",
        report.orders(),
        report.kills(),
        result.options().seed(),
        result.took().toMillis() / 1000.0);
    line(out, "payment and inventory keep their books in %s", report.books());
    out.append('\n');
    kills(out, evidence.chronicle().kills());
    out.append(
        String.format(
            Locale.ROOT,
            ROW,
            "service",
            "guarantee",
            "acknowledged",
            "effects",
            "lost",
            "duplicated",
            "out of order",
            "redelivered",
            "promise"));
    report.services().forEach(service -> out.append(row(service, report.doubts().isEmpty())));
    out.append('\n');
    List<Violation> violations = report.violations();
    violations.stream().limit(SHOWN_VIOLATIONS).forEach(v -> line(out, "  %s", v));
    if (violations.size() > SHOWN_VIOLATIONS) {
      line(out, "  … and %,d more", violations.size() - SHOWN_VIOLATIONS);
    }
    report.doubts().forEach(doubt -> line(out, "  proves nothing: %s", doubt));
    line(out, "verdict   %s", report.verdict());
    line(out, "timeline  %s", result.svg());
    return out.toString();
  }

  private static void kills(StringBuilder out, List<Chronicle.Kill> kills) {
    for (int i = 0; i < kills.size(); i++) {
      Chronicle.Kill kill = kills.get(i);
      String order = kill.orderId().isEmpty() ? "" : " (" + kill.orderId() + ")";
      line(out, "  kill %d  %s%s%s", i + 1, kill.where(), order, kill.hit() ? "" : "  MISSED");
    }
    out.append(kills.isEmpty() ? "" : "\n");
  }

  private static String row(ServiceReport report, boolean proven) {
    AuditedService service = report.service();
    return String.format(
        Locale.ROOT,
        ROW,
        service.title(),
        service.guarantee(),
        count(report.acknowledged()),
        count(report.effects()),
        count(report.lost()),
        count(report.duplicated()),
        count(report.outOfOrder()),
        service == AuditedService.INTAKE ? "-" : count(report.redelivered()),
        report.held() ? proven ? "held" : "unproven" : "BROKEN");
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
