package dev.waybill.orders.pipeline;

import static dev.waybill.orders.pipeline.Service.ANALYTICS;
import static dev.waybill.orders.pipeline.Service.INVENTORY;
import static dev.waybill.orders.pipeline.Service.NOTIFICATION;
import static dev.waybill.orders.pipeline.Service.PAYMENT;

import dev.waybill.Delivery;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.admin.Groups;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The four services: each reads all orders at its own pace and under its own guarantee. */
public final class OrderServices implements AutoCloseable {

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final Shop shop;
  private final PipelineListener listener;
  private final InstantSource clock;
  private final int run;
  private final LineFile notifications;
  private final LineFile analytics;
  private final Groups groups;
  private final List<Member> members;

  private record Member(String group, Subscription subscription) {}

  /**
   * Starts them all.
   *
   * @param shop whose orders they work on
   * @param books where payment and inventory keep what they do; the caller closes them after this
   * @param directory where {@code notifications.log} and {@code analytics.log} are
   * @param run which life of the process this is, from 1
   */
  public OrderServices(
      Waybill waybill,
      Shop shop,
      Books books,
      Path directory,
      int run,
      InstantSource clock,
      PipelineListener listener)
      throws IOException {
    this.shop = shop;
    this.listener = listener;
    this.clock = clock;
    this.run = run;
    this.notifications = LineFile.open(directory.resolve("notifications.log"));
    this.analytics = LineFile.open(directory.resolve("analytics.log"));
    this.groups = waybill.groups();
    this.members =
        List.of(
            new Member(shop.group(PAYMENT), payment(waybill, books)),
            new Member(shop.group(INVENTORY), inventory(waybill, books)),
            new Member(shop.group(NOTIFICATION), notification(waybill)),
            new Member(shop.group(ANALYTICS), analytics(waybill)));
  }

  /** No card is charged twice: the charge and the position commit in one transaction. */
  private Subscription payment(Waybill waybill, Books books) {
    return books.payment(
        waybill.subscribe(shop.orders()).group(shop.group(PAYMENT)), work(PAYMENT, this::charge));
  }

  private Subscription inventory(Waybill waybill, Books books) {
    return books.inventory(
        waybill.subscribe(shop.orders()).group(shop.group(INVENTORY)),
        work(INVENTORY, this::movement));
  }

  /** Every customer hears of every order, some perhaps twice: a mail cannot be rolled back. */
  private Subscription notification(Waybill waybill) {
    return waybill
        .subscribe(shop.orders())
        .group(shop.group(NOTIFICATION))
        .atLeastOnce()
        .concurrency(2)
        .retry(Retry.exponential(Duration.ofMillis(100)).maxAttempts(5))
        .handleDeliveries(delivery -> record(NOTIFICATION, notifications, delivery));
  }

  /** A figure missing from a chart is no harm; one counted twice is. */
  private Subscription analytics(Waybill waybill) {
    return waybill
        .subscribe(shop.orders())
        .group(shop.group(ANALYTICS))
        .atMostOnce()
        .maxBatch(100)
        .handleDeliveries(delivery -> record(ANALYTICS, analytics, delivery));
  }

  private Charge charge(Order order) {
    return new Charge(
        order.orderId(),
        order.userId(),
        order.sequence(),
        order.amountCents(),
        run,
        clock.millis());
  }

  private StockMovement movement(Order order) {
    return new StockMovement(
        order.orderId(), order.userId(), order.sequence(), order.items(), run, clock.millis());
  }

  private <E> Books.Work<E> work(Service service, Function<Order, E> effect) {
    return new Books.Work<>() {
      @Override
      public E effectOf(Order order) {
        listener.handling(service, order);
        return effect.apply(order);
      }

      @Override
      public void written(Order order) {
        listener.handled(service, order);
      }
    };
  }

  private void record(Service service, LineFile file, Delivery<Order> delivery) throws IOException {
    Order order = delivery.message();
    listener.handling(service, order);
    file.append(
        order.orderId(), order.userId(), order.sequence(), run, delivery.attempt(), clock.millis());
    listener.handled(service, order);
  }

  /**
   * Waits until every order published before the call is settled by every service here: also those
   * in partitions that an earlier life of the process, dead or stopped, is still taken to own.
   *
   * @throws dev.waybill.error.WaybillException a service has failed
   */
  public void awaitCaughtUp() throws InterruptedException {
    for (Member member : members) {
      while (!member.subscription().awaitCaughtUp(CHECK_INTERVAL) || isBehind(member.group())) {
        member
            .subscription()
            .failure()
            .ifPresent(
                failure -> {
                  throw failure;
                });
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }

  /** A subscription speaks of the partitions that it has, and the group of all. */
  private boolean isBehind(String group) {
    return groups
        .describe(group)
        .map(found -> found.positions().stream().anyMatch(position -> position.lag() > 0))
        .orElse(true);
  }

  @Override
  public void close() throws IOException {
    members.forEach(member -> member.subscription().close());
    notifications.close();
    analytics.close();
  }
}
