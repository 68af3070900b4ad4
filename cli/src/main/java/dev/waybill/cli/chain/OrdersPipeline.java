package dev.waybill.cli.chain;

import dev.waybill.Guarantee;
import dev.waybill.message.Durability;
import dev.waybill.runtime.explain.CommitMode;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.publish.PublishDefaults;
import java.util.List;

/**
 * The worked scenario as declarations; a test holds them equal to what its services declare.
 *
 * <pre>
 *   intake ──► order-events ─┬─ payment ──► payments              exactly-once
 *                            ├─ inventory ──► stock-movements     exactly-once
 *                            ├─ notification ──► a file           at-least-once
 *                            └─ analytics ──► a file              at-most-once
 * </pre>
 */
public final class OrdersPipeline {

  private static final String ORDERS = "order-events";

  private OrdersPipeline() {}

  public static List<PublishHop> publishers() {
    return List.of(
        PublishHop.transactions(ORDERS, Durability.SYNCED, true, PublishDefaults.DELIVERY_TIMEOUT));
  }

  public static List<ConsumeHop> consumers() {
    return List.of(
        exactlyOnce("payment", "payments"),
        exactlyOnce("inventory", "stock-movements"),
        group("notification", Guarantee.AT_LEAST_ONCE, CommitMode.INTERVAL, Effect.none()),
        group("analytics", Guarantee.AT_MOST_ONCE, CommitMode.BEFORE, Effect.none()));
  }

  private static ConsumeHop exactlyOnce(String group, String output) {
    return group(
        group,
        Guarantee.EXACTLY_ONCE,
        CommitMode.IN_TRANSACTION,
        Effect.brokerTransaction(List.of(output)));
  }

  private static ConsumeHop group(
      String group, Guarantee guarantee, CommitMode mode, Effect effect) {
    return ConsumeHop.byDefault(ORDERS, group, guarantee, mode, effect);
  }
}
