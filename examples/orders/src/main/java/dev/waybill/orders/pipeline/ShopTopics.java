package dev.waybill.orders.pipeline;

import dev.waybill.Topic;
import dev.waybill.codec.JsonCodec;

/** What the shop publishes. Each topic is created on first use. */
public final class ShopTopics {

  private static final int PARTITIONS = 4;

  /** Keyed by user: one user's orders stay in order, different users' go in parallel. */
  public static final Topic<Order> ORDERS =
      Topic.named("order-events")
          .of(JsonCodec.of(Order.class))
          .key(Order::userId)
          .id(Order::orderId)
          .partitions(PARTITIONS);

  public static final Topic<Charge> PAYMENTS =
      Topic.named("payments")
          .of(JsonCodec.of(Charge.class))
          .key(Charge::userId)
          .id(Charge::orderId)
          .partitions(PARTITIONS);

  public static final Topic<StockMovement> STOCK_MOVEMENTS =
      Topic.named("stock-movements")
          .of(JsonCodec.of(StockMovement.class))
          .key(StockMovement::userId)
          .id(StockMovement::orderId)
          .partitions(PARTITIONS);

  /** One partition: its last message is how far the intake came. */
  public static final Topic<IntakeProgress> INTAKE_PROGRESS =
      Topic.named("intake-progress").of(JsonCodec.of(IntakeProgress.class)).partitions(1);

  private ShopTopics() {}
}
