package dev.waybill.orders.audit;

import dev.waybill.orders.audit.Chronicle.Acknowledged;
import dev.waybill.orders.audit.Chronicle.Kill;
import dev.waybill.orders.audit.Chronicle.Life;
import dev.waybill.orders.audit.Chronicle.Resumption;
import dev.waybill.orders.audit.Chronicle.Zombie;
import dev.waybill.orders.audit.Evidence.BegunDelivery;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The evidence of a run in which everything went as promised, to plant violations in. One kill at
 * half time; 5 orders notified twice, the 5 after them never counted by analytics.
 */
public final class SyntheticRun {

  /** Each order takes two of one article, in turn. */
  public static final int ARTICLES = 4;

  private static final int USERS = 10;
  private static final int ORDERS_PER_TRANSACTION = 100;
  private static final long BEGIN_MILLIS = 1_700_000_000_000L;
  private static final int HANDLED_LATER_MILLIS = 20;

  public final Map<AuditedService, List<Effect>> effects = new EnumMap<>(AuditedService.class);
  public final Map<AuditedService, List<Balance>> balances = new EnumMap<>(AuditedService.class);
  public final List<BegunDelivery> deliveries = new ArrayList<>();
  public final List<Acknowledged> acknowledged = new ArrayList<>();
  public final List<Resumption> resumptions = new ArrayList<>();
  public final List<Life> lives = new ArrayList<>();
  public final List<Kill> kills = new ArrayList<>();
  public final List<Zombie> zombies = new ArrayList<>();
  public final List<Violation> flaws = new ArrayList<>();
  public final int orders;
  public int plannedKills = 1;
  public boolean drained = true;

  public SyntheticRun(int orders) {
    this.orders = orders;
    for (AuditedService service : AuditedService.values()) {
      effects.put(service, new ArrayList<>());
    }
    int half = orders / 2;
    long killedAt = at(half) + 150;
    lives.add(new Life(1, BEGIN_MILLIS, Optional.of(BEGIN_MILLIS + 400), Optional.of(killedAt)));
    kills.add(new Kill(killedAt, 1, true, "notification: mail sent, position not committed", ""));
    for (int number = 1; number <= orders; number++) {
      happen(number, number <= half ? 1 : 2, number <= half ? at(number) : at(number) + 900);
      if (number == half) {
        for (int again = half - 4; again <= half; again++) {
          record(AuditedService.NOTIFICATION, again, 2, at(half) + 900);
          deliver(AuditedService.NOTIFICATION, again, 2, at(half) + 900);
          deliver(AuditedService.PAYMENT, again, 2, at(half) + 900);
        }
      }
    }
    lives.add(new Life(2, killedAt, Optional.of(at(half) + 800), Optional.of(at(orders) + 1_000)));
    List<Effect> analytics = effects.get(AuditedService.ANALYTICS);
    analytics.removeIf(
        effect -> {
          long number = OrderIds.number(effect.orderId());
          return number > half && number <= half + 5;
        });
    acknowledge(1, half, 0);
    resumptions.add(new Resumption(half, half));
    acknowledge(half + 1, orders, 900);
  }

  private void acknowledge(int from, int to, int laterMillis) {
    for (int first = from; first <= to; first += ORDERS_PER_TRANSACTION) {
      int last = Math.min(to, first + ORDERS_PER_TRANSACTION - 1);
      acknowledged.add(new Acknowledged(at(last) + laterMillis, first, last, false));
    }
  }

  public Evidence evidence() {
    Chronicle chronicle =
        new Chronicle(
            orders,
            plannedKills,
            42,
            "ledger topics",
            lives,
            acknowledged,
            resumptions,
            kills,
            zombies,
            drained);
    return new Evidence(chronicle, effects, balances, deliveries, flaws);
  }

  /** An effect of that order as it should be. */
  public Effect effect(AuditedService service, int number, int run, long atMillis) {
    int user = number % USERS;
    Map<String, String> content =
        switch (service) {
          case INTAKE -> Map.of("amountCents", "" + number * 7, "items", items(number));
          case PAYMENT -> Map.of("amountCents", "" + number * 7);
          case INVENTORY -> Map.of("items", items(number));
          case NOTIFICATION, ANALYTICS -> Map.of();
        };
    boolean file = service == AuditedService.NOTIFICATION || service == AuditedService.ANALYTICS;
    String container = file ? service.title() + "s.log" : service.title() + "-" + user % 4;
    return new Effect(
        OrderIds.id(number),
        "u-" + user,
        1 + (number - 1) / USERS,
        content,
        run,
        atMillis,
        new Effect.Place(container, effects.get(service).size()));
  }

  private static String items(int number) {
    return "[{\"sku\":\"sku-" + number % ARTICLES + "\",\"quantity\":2}]";
  }

  private void happen(int number, int run, long atMillis) {
    record(AuditedService.INTAKE, number, run, atMillis);
    for (AuditedService service : AuditedService.values()) {
      if (service != AuditedService.INTAKE) {
        record(service, number, run, atMillis + HANDLED_LATER_MILLIS);
        deliver(service, number, run, atMillis + HANDLED_LATER_MILLIS);
      }
    }
  }

  private void record(AuditedService service, int number, int run, long atMillis) {
    effects.get(service).add(effect(service, number, run, atMillis));
  }

  private void deliver(AuditedService service, int number, int run, long atMillis) {
    deliveries.add(new BegunDelivery(service, OrderIds.id(number), run, atMillis));
  }

  // 5 orders a millisecond, from half a second after the begin.
  private static long at(int number) {
    return BEGIN_MILLIS + 500 + number / 5;
  }
}
