package dev.waybill.orders.audit;

import java.util.List;
import java.util.Map;

/**
 * All that a run left behind.
 *
 * @param effects per service, in the order of each container
 * @param balances of each service that keeps any
 * @param deliveries every delivery that was begun, in the order of its file
 * @param flaws what could not be read or was left undecided
 */
public record Evidence(
    Chronicle chronicle,
    Map<AuditedService, List<Effect>> effects,
    Map<AuditedService, List<Balance>> balances,
    List<BegunDelivery> deliveries,
    List<Violation> flaws) {

  public Evidence {
    effects = Map.copyOf(effects);
    balances = Map.copyOf(balances);
    deliveries = List.copyOf(deliveries);
    flaws = List.copyOf(flaws);
  }

  public List<Effect> effectsOf(AuditedService service) {
    return effects.getOrDefault(service, List.of());
  }

  /** A service was given an order. */
  public record BegunDelivery(AuditedService service, String orderId, int run, long atMillis) {}
}
