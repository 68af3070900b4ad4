package dev.waybill.orders.audit;

import dev.waybill.orders.audit.AuditReport.ServiceReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Judges a run by its evidence. Pure: the same evidence, the same report. */
public final class Auditor {

  private Auditor() {}

  /** The judgement of all services. */
  public static AuditReport audit(Evidence evidence) {
    StoredOrders stored = StoredOrders.of(evidence);
    List<ServiceReport> services =
        Arrays.stream(AuditedService.values())
            .map(service -> new ServiceAudit(service, evidence, stored).report())
            .toList();
    Chronicle chronicle = evidence.chronicle();
    int hits = (int) chronicle.kills().stream().filter(Chronicle.Kill::hit).count();
    return new AuditReport(
        chronicle.orders(), hits, chronicle.books(), services, doubts(chronicle, hits));
  }

  private static List<String> doubts(Chronicle chronicle, int hits) {
    List<String> doubts = new ArrayList<>();
    long acknowledged = chronicle.acknowledgedOrders().count();
    if (acknowledged == 0) {
      doubts.add("no order was acknowledged, so there was nothing to audit");
    } else if (acknowledged < chronicle.orders()) {
      doubts.add(
          String.format(
              Locale.ROOT,
              "only %,d of %,d orders were acknowledged",
              acknowledged,
              chronicle.orders()));
    }
    if (hits != chronicle.plannedKills()) {
      doubts.add(
          hits
              + " of "
              + chronicle.plannedKills()
              + " planned kills hit the pipeline while work was under way; take more orders");
    }
    if (!chronicle.drained()) {
      doubts.add("the pipeline never said that all services had caught up");
    }
    return doubts;
  }
}
