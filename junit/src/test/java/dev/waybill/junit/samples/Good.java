package dev.waybill.junit.samples;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.AT_MOST_ONCE;
import static dev.waybill.Guarantee.EXACTLY_ONCE;
import static dev.waybill.junit.samples.Payments.ORDERS;
import static dev.waybill.junit.samples.Payments.THREE;
import static dev.waybill.junit.samples.Payments.charge;
import static dev.waybill.junit.samples.Payments.charges;

import dev.waybill.Delivery;
import dev.waybill.jdbc.Inbox;
import dev.waybill.junit.DeliveryScenario;
import dev.waybill.junit.DeliveryTest;
import dev.waybill.junit.samples.Payments.Order;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** Handlers that are what they are declared to be. */
public final class Good {

  private Good() {}

  /** The effect and the position in one transaction. */
  public static class InInbox {

    private DataSource dataSource;

    @BeforeEach
    void empty() {
      dataSource = Payments.database("inbox", false);
    }

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void single(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(Inbox.in(dataSource).createSchema(), (o, tx) -> charge(tx.connection(), o))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void batches(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .batchesHandledBy(
              Inbox.in(dataSource).createSchema(),
              (batch, tx) -> {
                for (Delivery<Order> delivery : batch) {
                  charge(tx.connection(), delivery.message());
                }
              })
          .thenEffects(() -> charges(dataSource))
          .matchDeclared();
    }
  }

  /** Idempotent by a unique key. */
  public static class InsertFirst {

    private DataSource dataSource;

    @BeforeEach
    void empty(TestInfo test) {
      dataSource = Payments.database("insert-first", true);
    }

    private void handle(Order order) throws SQLException {
      try {
        charge(dataSource, order);
      } catch (SQLIntegrityConstraintViolationException e) {
        // Charged before: done.
      }
    }

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void messages(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(this::handle)
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void deliveries(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .deliveriesHandledBy(delivery -> handle(delivery.message()))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void batches(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .batchesHandledBy(
              batch -> {
                for (Delivery<Order> delivery : batch) {
                  handle(delivery.message());
                }
              })
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void lanesOverPartitions(DeliveryScenario scenario) {
      List<Order> orders = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        orders.add(new Order("o-" + i, "user-" + i % 7));
      }
      scenario
          .given(ORDERS.partitions(4), orders)
          .subscribedBy(
              (waybill, topic) ->
                  waybill
                      .subscribe(topic)
                      .group("payment")
                      .atLeastOnce()
                      .concurrency(3)
                      .handle(this::handle))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }
  }

  /** What cannot be taken back, declared as what it is. */
  public static class Mail {

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @DeliveryTest(guarantee = AT_LEAST_ONCE)
    void atLeastOnce(DeliveryScenario scenario) {
      scenario
          .given(List.of("m-1", "m-2", "m-3"))
          .handledBy(sent::add)
          .thenEffects(() -> sent)
          .matchAtLeastOnce();
    }
  }

  /** What may be lost. */
  public static class Metrics {

    private final List<String> counted = Collections.synchronizedList(new ArrayList<>());

    @DeliveryTest(guarantee = AT_MOST_ONCE)
    void atMostOnce(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(order -> counted.add(order.orderId()))
          .thenEffects(() -> List.copyOf(counted))
          .matchAtMostOnce();
    }
  }
}
