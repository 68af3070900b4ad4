package dev.waybill.benchmarks.database;

import dev.waybill.Topic;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.Shop;

/** The shop's orders, some to warm up with and some to measure. */
final class OrderTopics {

  static final Topic<Order> WARM_UP = named("warm-up");
  static final Topic<Order> ORDERS = named("orders");

  private OrderTopics() {}

  private static Topic<Order> named(String name) {
    Topic<Order> orders = Shop.only().orders();
    return Topic.named(name)
        .of(orders.codec())
        .key(Order::userId)
        .id(Order::orderId)
        .createdWith(orders.settings().orElseThrow());
  }
}
