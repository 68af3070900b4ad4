package dev.waybill.benchmarks.database;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.OrderGenerator;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The machine's limit: the same rows by bare JDBC batches, a thread and a connection for each
 * service, orders that are in memory already. No messages, no positions.
 *
 * @param warmUp orders at full scale
 * @param orders at full scale
 */
public record BareInserts(long warmUp, long orders) implements Load {

  /** About what a transaction of half a second holds; larger ones were no faster. */
  private static final int ORDERS_PER_TRANSACTION = 5_000;

  private static final long SEED = 42;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    try (ShopDatabase database = ShopDatabase.start(workbench)) {
      return run(workbench, database);
    }
  }

  Sample run(Workbench workbench, ShopDatabase database) throws Exception {
    OrderGenerator customers = new OrderGenerator(SEED);
    List<List<Order>> warmUpBatches = batches(customers, workbench.count(warmUp));
    List<List<Order>> batches = batches(customers, workbench.count(orders));
    insert(database, warmUpBatches);
    Meter meter = Meter.start();
    insert(database, batches);
    Sample sample = meter.stop(workbench.count(orders), 0);
    database.requireBooks(customers.generated());
    return sample;
  }

  private static List<List<Order>> batches(OrderGenerator customers, long count) {
    List<List<Order>> batches = new ArrayList<>();
    for (long left = count; left > 0; left -= ORDERS_PER_TRANSACTION) {
      List<Order> batch = new ArrayList<>();
      for (long i = Math.min(left, ORDERS_PER_TRANSACTION); i > 0; i--) {
        batch.add(customers.next());
      }
      batches.add(batch);
    }
    return batches;
  }

  private static void insert(ShopDatabase database, List<List<Order>> batches) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(OrdersService.values().length);
    try {
      List<Future<?>> services = new ArrayList<>();
      for (OrdersService service : OrdersService.values()) {
        services.add(
            threads.submit(
                () -> {
                  try (Connection connection = database.connect()) {
                    for (List<Order> batch : batches) {
                      service.write(connection, database.tables(), batch);
                      connection.commit();
                    }
                  }
                  return service;
                }));
      }
      for (Future<?> service : services) {
        service.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
