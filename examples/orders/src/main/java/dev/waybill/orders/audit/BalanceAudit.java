package dev.waybill.orders.audit;

import dev.waybill.orders.audit.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether each balance is what it was at first less what the orders took: amounts from accounts,
 * items from the stock.
 */
final class BalanceAudit {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AuditedService service;

  BalanceAudit(AuditedService service) {
    this.service = service;
  }

  /** What is wrong with the balances, by the orders that are stored. */
  List<Violation> violations(Iterable<Effect> orders, List<Balance> balances) {
    Map<String, Long> taken = new TreeMap<>();
    List<Violation> violations = new ArrayList<>();
    for (Effect order : orders) {
      try {
        take(order, taken);
      } catch (JacksonException | NumberFormatException e) {
        violations.add(EvidenceReader.unreadable(service, order.place() + ": " + e.getMessage()));
      }
    }
    for (Balance balance : balances) {
      Long amount = taken.remove(balance.of());
      long expected = balance.opening() - (amount == null ? 0 : amount);
      if (balance.now() != expected) {
        violate(violations, balance.of() + ": expected " + expected + ", found " + balance.now());
      }
    }
    taken.forEach(
        (of, amount) -> violate(violations, of + ": orders took " + amount + ", and no balance"));
    return violations;
  }

  private void take(Effect order, Map<String, Long> taken) {
    if (service == AuditedService.PAYMENT) {
      String amount = order.content().getOrDefault("amountCents", "0");
      taken.merge(order.userId(), Long.parseLong(amount), Long::sum);
      return;
    }
    for (JsonNode item : JSON.readTree(order.content().getOrDefault("items", "[]"))) {
      taken.merge(item.required("sku").asString(), item.required("quantity").asLong(), Long::sum);
    }
  }

  private void violate(List<Violation> violations, String detail) {
    violations.add(new Violation(Kind.UNBALANCED, service, "", detail));
  }
}
