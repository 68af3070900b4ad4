package dev.waybill.orders.audit;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The orders that were acknowledged, and those that are stored: the measure of all effects. */
final class StoredOrders {

  private final Map<String, Effect> stored;
  private final Set<String> acknowledged;

  private StoredOrders(Map<String, Effect> stored, Set<String> acknowledged) {
    this.stored = stored;
    this.acknowledged = acknowledged;
  }

  static StoredOrders of(Evidence evidence) {
    Map<Long, String> idOfNumber = new HashMap<>();
    Map<String, Effect> stored = new LinkedHashMap<>();
    for (Effect order : evidence.effectsOf(AuditedService.INTAKE)) {
      stored.putIfAbsent(order.orderId(), order);
      idOfNumber.put(OrderIds.number(order.orderId()), order.orderId());
    }
    Set<String> acknowledged =
        evidence
            .chronicle()
            .acknowledgedOrders()
            .mapToObj(number -> idOfNumber.getOrDefault(number, OrderIds.id(number)))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new StoredOrders(stored, acknowledged);
  }

  Optional<Effect> find(String orderId) {
    return Optional.ofNullable(stored.get(orderId));
  }

  /** Each order once, in the order of the containers. */
  Collection<Effect> all() {
    return stored.values();
  }

  Set<String> acknowledged() {
    return acknowledged;
  }

  /** Stored although never acknowledged: the publisher does not know of them. */
  List<String> unacknowledged() {
    return stored.keySet().stream().filter(id -> !acknowledged.contains(id)).toList();
  }
}
