package dev.waybill.orders.audit;

import dev.waybill.orders.audit.AuditReport.ServiceReport;
import dev.waybill.orders.audit.Violation.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The audit of one service. Used once. */
final class ServiceAudit {

  // What is missing may still come, and a file that a process left in its midst may end anywhere:
  // in a run that was not drained only what is there can be a violation.
  private static final Set<Kind> CERTAIN_BEFORE_THE_END =
      EnumSet.of(Kind.DUPLICATED, Kind.OUT_OF_ORDER, Kind.ALTERED);

  private final AuditedService service;
  private final Evidence evidence;
  private final StoredOrders stored;

  private final Map<String, Effect> firstEffects = new HashMap<>();
  private final Map<String, Effect> lastOfUser = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private long lost;
  private long duplicated;
  private long outOfOrder;

  ServiceAudit(AuditedService service, Evidence evidence, StoredOrders stored) {
    this.service = service;
    this.evidence = evidence;
    this.stored = stored;
  }

  ServiceReport report() {
    evidence.flaws().stream().filter(flaw -> flaw.service() == service).forEach(this::add);
    List<Effect> effects = evidence.effectsOf(service);
    effects.forEach(this::examine);
    if (service == AuditedService.INTAKE) {
      evidence.chronicle().resumptions().forEach(this::requireMemory);
    }
    stored.acknowledged().forEach(this::requireEffect);
    stored.unacknowledged().forEach(this::requireWhole);
    List<Balance> balances = evidence.balances().get(service);
    if (balances != null) {
      new BalanceAudit(service).violations(stored.all(), balances).forEach(this::add);
    }
    long redelivered = redelivered();
    return new ServiceReport(
        service,
        stored.acknowledged().size(),
        effects.size(),
        lost,
        duplicated,
        outOfOrder,
        redelivered,
        violations);
  }

  private void examine(Effect effect) {
    Effect first = firstEffects.putIfAbsent(effect.orderId(), effect);
    if (first != null) {
      duplicated++;
      if (!service.mayRepeat()) {
        violate(
            Kind.DUPLICATED, effect.orderId(), "at " + first.place() + " and " + effect.place());
      }
      return;
    }
    compareWithOrder(effect);
    requireUsersOrder(effect);
  }

  private void compareWithOrder(Effect effect) {
    stored
        .find(effect.orderId())
        .ifPresentOrElse(
            order -> {
              if (!sameAs(order, effect)) {
                violate(
                    Kind.ALTERED,
                    effect.orderId(),
                    "expected " + say(order) + ", found " + say(effect));
              }
            },
            () -> violate(Kind.PHANTOM, effect.orderId(), say(effect) + ", and no such order"));
  }

  /** Repeats apart, a user's orders take effect one after the other, in one container. */
  private void requireUsersOrder(Effect effect) {
    if (service.actsOutside() && evidence.chronicle().isOfZombie(effect.run(), effect.atMillis())) {
      return; // No broker can take back a mail that a zombie sends; that it was sent counts.
    }
    Effect before = lastOfUser.put(effect.userId(), effect);
    if (before == null) {
      return;
    }
    boolean together = before.place().container().equals(effect.place().container());
    if (!together || before.sequence() >= effect.sequence()) {
      outOfOrder++;
      violate(
          Kind.OUT_OF_ORDER,
          effect.orderId(),
          "user "
              + effect.userId()
              + ": order "
              + effect.sequence()
              + " at "
              + effect.place()
              + (together ? " after order " : " in another place than order ")
              + before.sequence()
              + " at "
              + before.place());
    }
  }

  private void requireEffect(String orderId) {
    if (!firstEffects.containsKey(orderId)) {
      lost++;
      if (!service.mayLose()) {
        violate(
            Kind.LOST,
            orderId,
            "acknowledged"
                + stored.find(orderId).map(o -> ", stored at " + o.place()).orElse(", not stored")
                + ", no effect");
      }
    }
  }

  /** An acknowledged order that vanished in a crash was lost, even if it was published anew. */
  private void requireMemory(Chronicle.Resumption resumption) {
    if (resumption.lastOrder() < resumption.acknowledgedBefore()) {
      violate(
          Kind.LOST,
          OrderIds.id(resumption.acknowledgedBefore()),
          "acknowledged, but after a restart only orders up to "
              + OrderIds.id(resumption.lastOrder())
              + " were found");
    }
  }

  private void requireWhole(String orderId) {
    if (!firstEffects.containsKey(orderId) && !service.mayLose()) {
      violate(
          Kind.TORN,
          orderId,
          "not acknowledged"
              + stored.find(orderId).map(o -> ", stored at " + o.place()).orElse("")
              + ", no effect here");
    }
  }

  private long redelivered() {
    Set<String> delivered = new HashSet<>();
    long redelivered = 0;
    for (Evidence.BegunDelivery delivery : evidence.deliveries()) {
      if (delivery.service() != service || delivered.add(delivery.orderId())) {
        continue;
      }
      redelivered++;
      if (service.mayLose() && !service.mayRepeat()) {
        violate(
            Kind.DUPLICATED, delivery.orderId(), "delivered once more in run " + delivery.run());
      }
    }
    return redelivered;
  }

  private static boolean sameAs(Effect order, Effect effect) {
    return order.userId().equals(effect.userId())
        && order.sequence() == effect.sequence()
        && effect.content().entrySet().stream()
            .allMatch(entry -> entry.getValue().equals(order.content().get(entry.getKey())));
  }

  private static String say(Effect effect) {
    return effect.place()
        + " user "
        + effect.userId()
        + " order "
        + effect.sequence()
        + (effect.content().isEmpty() ? "" : " " + effect.content());
  }

  private void violate(Kind kind, String orderId, String detail) {
    add(new Violation(kind, service, orderId, detail));
  }

  private void add(Violation violation) {
    if (evidence.chronicle().drained() || CERTAIN_BEFORE_THE_END.contains(violation.kind())) {
      violations.add(violation);
    }
  }
}
