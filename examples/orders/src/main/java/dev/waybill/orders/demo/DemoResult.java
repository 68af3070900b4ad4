package dev.waybill.orders.demo;

import dev.waybill.orders.audit.AuditReport;
import dev.waybill.orders.audit.AuditReport.Verdict;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a demo ended.
 *
 * @param svg the saved timeline, absolute
 */
public record DemoResult(DemoOptions options, AuditReport report, Path svg, Duration took) {

  /** 0 if every promise held, 1 if one was broken or the run proved nothing. */
  public int exitCode() {
    return report.verdict() == Verdict.HELD ? 0 : 1;
  }
}
