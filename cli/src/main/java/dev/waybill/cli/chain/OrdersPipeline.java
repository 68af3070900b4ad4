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
 *   intake ──► order-events ─┬─ payment ──► payments, or tables          exactly-once
 *                            ├─ inventory ──► stock-movements, or tables exactly-once
 *                            ├─ notification ──► a file                  at-least-once
 *                            └─ analytics ──► a file                     at-most-once
 * </pre>
 */
public final class OrdersPipeline {

  private static final String ORDERS = "order-events";

  /** Without message ids: the intake publishes each order once. */
  private static final Effect TABLES = Effect.database(false);

  private OrdersPipeline() {}

  public static List<PublishHop> publishers() {
    return List.of(
        PublishHop.transactions(ORDERS, Durability.SYNCED, true, PublishDefaults.DELIVERY_TIMEOUT));
  }

  /**
   * @param database whether payment and inventory keep their books in a database, and not in topics
   */
  public static List<ConsumeHop> consumers(boolean database) {
    return List.of(
        exactlyOnce("payment", database ? TABLES : intoTopic("payments")),
        exactlyOnce("inventory", database ? TABLES : intoTopic("stock-movements")),
        group("notification", Guarantee.AT_LEAST_ONCE, CommitMode.INTERVAL, Effect.none()),
        group("analytics", Guarantee.AT_MOST_ONCE, CommitMode.BEFORE, Effect.none()));
  }

  private static Effect intoTopic(String output) {
    return Effect.brokerTransaction(List.of(output));
  }

  private static ConsumeHop exactlyOnce(String group, Effect effect) {
    return group(group, Guarantee.EXACTLY_ONCE, CommitMode.IN_TRANSACTION, effect);
  }

  private static ConsumeHop group(
      String group, Guarantee guarantee, CommitMode mode, Effect effect) {
    return ConsumeHop.byDefault(ORDERS, group, guarantee, mode, effect);
  }
}
