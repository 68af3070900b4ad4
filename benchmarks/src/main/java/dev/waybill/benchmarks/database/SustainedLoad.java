package dev.waybill.benchmarks.database;

import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.orders.pipeline.OrderGenerator;
import dev.waybill.orders.pipeline.OrderIntake;
import dev.waybill.orders.pipeline.Pace;
import dev.waybill.orders.pipeline.PipelineListener;
import dev.waybill.orders.pipeline.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The whole pipeline while orders come in at an even pace: the shop's intake publishes in
 * transactions, and it and both services keep up, or do not. What was committed by both services
 * within the measured time counts.
 *
 * @param perSecond orders
 */
public record SustainedLoad(int perSecond) implements Load {

  /** How many orders that had come in the slower service had not committed at the end. */
  public static final String LAG = "ordersBehindAtTheEnd";

  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long SEED = 42;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    Duration warmUp = workbench.lasting(WARM_UP);
    Duration measured = workbench.lasting(MEASURED);
    long orders = Math.max(1, warmUp.plus(measured).toMillis() * perSecond / 1000);
    CompletableFuture<Long> opened = new CompletableFuture<>();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    List<Subscription> services = new ArrayList<>();
    try (ShopDatabase database = ShopDatabase.start(workbench);
        Waybill waybill = Waybill.open(workbench.url())) {
      try {
        for (OrdersService service : OrdersService.values()) {
          services.add(
              Approach.EXACTLY_ONCE.start(
                  waybill.subscribe(Shop.only().orders()).group(group(service)),
                  service,
                  database));
        }
        Future<?> intake = thread.submit(() -> publish(waybill, orders, opened));
        long openedNanos = opened.get();
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        long before = committed(services);
        Meter meter = Meter.start();
        TimeUnit.NANOSECONDS.sleep(measured.toNanos());
        long after = committed(services);
        Map<String, Double> extras = new LinkedHashMap<>();
        double seconds = (System.nanoTime() - openedNanos) / 1e9;
        long cameIn = Math.min(orders, (long) (seconds * perSecond));
        extras.put(LAG, (double) Math.max(0, cameIn - after));
        Sample sample = meter.stop(after - before, 0, extras);
        intake.get();
        if (!services.stream().allMatch(service -> service.awaitCaughtUp(PATIENCE))) {
          throw new IllegalStateException("the services had not caught up after " + PATIENCE);
        }
        database.requireBooks(orders);
        return sample;
      } finally {
        thread.shutdownNow();
        services.forEach(Subscription::close);
      }
    }
  }

  private static String group(OrdersService service) {
    return service.name().toLowerCase(Locale.ROOT);
  }

  private long publish(Waybill waybill, long orders, CompletableFuture<Long> opened)
      throws InterruptedException {
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void resumedAfter(long order) {
            opened.complete(System.nanoTime());
          }
        };
    try {
      new OrderIntake(waybill, Shop.only(), new OrderGenerator(SEED), listener)
          .publishUpTo(orders, Pace.openLoop(perSecond));
    } catch (RuntimeException e) {
      opened.completeExceptionally(e);
      throw e;
    }
    return orders;
  }

  private static long committed(List<Subscription> services) {
    return services.stream().mapToLong(one -> one.counts().handled()).min().orElseThrow();
  }
}
