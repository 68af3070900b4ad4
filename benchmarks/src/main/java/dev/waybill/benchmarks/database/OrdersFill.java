package dev.waybill.benchmarks.database;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.Fill;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.OrderGenerator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Orders in four partitions.
 *
 * @param warmUp how many at full scale
 * @param orders how many at full scale
 */
public record OrdersFill(long warmUp, long orders) implements Fill {

  private static final int IN_FLIGHT = 10_000;
  private static final long SEED = 42;

  @Override
  public AutoCloseable fill(Workbench workbench) {
    Waybill waybill = Waybill.open(workbench.url());
    OrderGenerator customers = new OrderGenerator(SEED);
    publish(waybill, OrderTopics.WARM_UP, workbench.count(warmUp), customers);
    publish(waybill, OrderTopics.ORDERS, workbench.count(orders), customers);
    return waybill;
  }

  private static void publish(
      Waybill waybill, Topic<Order> topic, long count, OrderGenerator customers) {
    Deque<CompletableFuture<Receipt>> receipts = new ArrayDeque<>();
    try (Publisher<Order> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE)) {
      for (long i = 0; i < count; i++) {
        receipts.add(publisher.publish(customers.next()));
        if (receipts.size() > IN_FLIGHT) {
          receipts.remove().join();
        }
      }
      receipts.forEach(CompletableFuture::join);
    }
  }
}
