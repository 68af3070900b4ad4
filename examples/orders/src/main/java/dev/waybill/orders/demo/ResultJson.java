package dev.waybill.orders.demo;

import dev.waybill.orders.audit.AuditReport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The result for programs: one JSON object on one line. */
final class ResultJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ResultJson() {}

  static String render(DemoResult result) {
    AuditReport report = result.report();
    ObjectNode json = JSON.createObjectNode();
    json.put("orders", report.orders());
    json.put("kills", report.kills());
    json.put("seed", result.options().seed());
    json.put("books", report.books());
    ObjectNode services = json.putObject("services");
    for (AuditReport.ServiceReport service : report.services()) {
      services
          .putObject(service.service().title())
          .put("guarantee", service.service().guarantee())
          .put("acknowledged", service.acknowledged())
          .put("effects", service.effects())
          .put("lost", service.lost())
          .put("duplicated", service.duplicated())
          .put("outOfOrder", service.outOfOrder())
          .put("redelivered", service.redelivered())
          .put("held", service.held());
    }
    ArrayNode violations = json.putArray("violations");
    report.violations().forEach(violation -> violations.add(violation.toString()));
    ArrayNode doubts = json.putArray("doubts");
    report.doubts().forEach(doubts::add);
    json.put("seconds", result.took().toMillis() / 1000.0);
    json.put("svg", result.svg().toString());
    json.put("verdict", report.verdict().toString());
    return JSON.writeValueAsString(json) + "\n";
  }
}
