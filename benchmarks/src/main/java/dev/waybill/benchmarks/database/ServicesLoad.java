package dev.waybill.benchmarks.database;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.orders.pipeline.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Both services take what {@link OrdersFill} has stored. The clock runs until the last order is
 * committed by the slower of them.
 */
public record ServicesLoad(Approach approach) implements Load {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Override
  public Sample run(Workbench workbench) throws Exception {
    try (ShopDatabase database = ShopDatabase.start(workbench)) {
      return run(workbench, database);
    }
  }

  Sample run(Workbench workbench, ShopDatabase database) throws Exception {
    try (Waybill waybill = Waybill.open(workbench.url())) {
      database.execute(Approach.PROCESSED);
      long before = serve(waybill, OrderTopics.WARM_UP, database, workbench);
      Meter meter = Meter.start();
      long orders = serve(waybill, OrderTopics.ORDERS, database, workbench);
      Sample sample = meter.stop(orders, 0);
      database.requireBooks(before + orders);
      return sample;
    }
  }

  /** How many orders both have handled. */
  private long serve(
      Waybill waybill, Topic<Order> topic, ShopDatabase database, Workbench workbench) {
    List<Subscription> services = new ArrayList<>();
    try {
      for (OrdersService service : OrdersService.values()) {
        String group =
            service.name().toLowerCase(Locale.ROOT) + "-" + topic.name() + workbench.round();
        services.add(approach.start(waybill.subscribe(topic).group(group), service, database));
      }
      services.forEach(ServicesLoad::awaitEnd);
      return services.stream().mapToLong(one -> one.counts().handled()).min().orElseThrow();
    } finally {
      services.forEach(Subscription::close);
    }
  }

  private static void awaitEnd(Subscription subscription) {
    if (!subscription.awaitCaughtUp(PATIENCE)) {
      throw new IllegalStateException(
          "not caught up after "
              + PATIENCE
              + ": "
              + subscription.state()
              + ", "
              + subscription.counts()
              + ", "
              + subscription.failure());
    }
  }
}
