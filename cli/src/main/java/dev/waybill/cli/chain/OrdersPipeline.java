package dev.waybill.cli.chain;

import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.WhenExhausted;
import dev.waybill.message.Durability;
import dev.waybill.runtime.explain.CommitMode;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.explain.PublishHop;
import java.util.List;
import java.util.Optional;

/**
 * The worked scenario as declarations.
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
        PublishHop.transactions(ORDERS, Durability.SYNCED, true, Defaults.DELIVERY_TIMEOUT));
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
    Retry retry = guarantee == Guarantee.AT_MOST_ONCE ? Retry.none() : Defaults.HANDLER_RETRY;
    return new ConsumeHop(
        ORDERS,
        Optional.of(group),
        guarantee,
        mode,
        effect,
        retry,
        WhenExhausted.deadLetter(),
        Defaults.SESSION_TIMEOUT);
  }
}
