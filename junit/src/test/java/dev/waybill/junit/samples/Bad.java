package dev.waybill.junit.samples;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.AT_MOST_ONCE;
import static dev.waybill.Guarantee.EXACTLY_ONCE;
import static dev.waybill.junit.fault.Fault.ACK_LOST;
import static dev.waybill.junit.fault.Fault.CRASH_BEFORE_HANDLER;
import static dev.waybill.junit.fault.Fault.DELIVERED_CONCURRENTLY;
import static dev.waybill.junit.fault.Fault.NONE;
import static dev.waybill.junit.fault.Fault.OUT_OF_ORDER;
import static dev.waybill.junit.samples.Payments.ORDERS;
import static dev.waybill.junit.samples.Payments.THREE;
import static dev.waybill.junit.samples.Payments.charge;
import static dev.waybill.junit.samples.Payments.charges;

import dev.waybill.DeduplicationStore;
import dev.waybill.jdbc.Inbox;
import dev.waybill.jdbc.JdbcDeduplicationStore;
import dev.waybill.junit.DeliveryScenario;
import dev.waybill.junit.DeliveryTest;
import dev.waybill.junit.samples.Payments.Order;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/** Handlers that are not what they are declared to be, and tests that prove nothing. */
public final class Bad {

  private Bad() {}

  /** With an empty table for each fault. */
  abstract static class WithTable {

    DataSource dataSource;

    @BeforeEach
    void empty() {
      dataSource = Payments.database(getClass().getSimpleName(), false);
    }
  }

  /** INSERT, and hope. */
  public static class NaiveInsert extends WithTable {

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void chargesOnce(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }
  }

  /** Looks first. */
  public static class SelectThenInsert extends WithTable {

    private final Map<String, CyclicBarrier> between = new ConcurrentHashMap<>();

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void chargesOnce(DeliveryScenario scenario) {
      boolean concurrent = scenario.fault() == DELIVERED_CONCURRENTLY;
      scenario
          .given(ORDERS, THREE)
          .handledBy(
              order -> {
                if (!Payments.isCharged(dataSource, order)) {
                  if (concurrent) { // so that the race is run, and not left to luck
                    between
                        .computeIfAbsent(order.orderId(), id -> new CyclicBarrier(2))
                        .await(20, TimeUnit.SECONDS);
                  }
                  charge(dataSource, order);
                }
              })
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }
  }

  /** The effect beside the transaction that it was given. */
  public static class BesideTheInbox extends WithTable {

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void chargesOnce(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(Inbox.in(dataSource).createSchema(), (o, tx) -> charge(dataSource, o))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }
  }

  /** Nothing tells a repeated message from a new one. */
  public static class InboxWithoutIds extends WithTable {

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void chargesOnce(DeliveryScenario scenario) {
      scenario
          .given(Payments.WITHOUT_ID, THREE)
          .identifiedBy(Order::orderId)
          .handledBy(Inbox.in(dataSource).createSchema(), (o, tx) -> charge(tx.connection(), o))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }
  }

  /** Ids in memory. */
  public static class IdsInMemory extends WithTable {

    private final DeduplicationStore store =
        DeduplicationStore.inMemory(1_000, Duration.ofHours(1));

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void chargesOnce(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .deduplicatedBy(store)
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }
  }

  /** Ids in the database, in a transaction of their own. */
  public static class IdsInDatabase extends WithTable {

    @DeliveryTest(guarantee = EXACTLY_ONCE)
    void chargesOnce(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .deduplicatedBy(JdbcDeduplicationStore.in(dataSource).createSchema().open())
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(() -> charges(dataSource))
          .matchExactlyOnce();
    }
  }

  /** Loses what it says it keeps. */
  public static class Losing extends WithTable {

    @DeliveryTest(
        guarantee = AT_MOST_ONCE,
        faults = {NONE, CRASH_BEFORE_HANDLER})
    void acknowledgedFirst(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(() -> charges(dataSource))
          .matchAtLeastOnce();
    }

    @DeliveryTest(guarantee = AT_LEAST_ONCE, faults = NONE)
    void swallowsFailures(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(
              order -> {
                if (!order.userId().equals("bob")) {
                  charge(dataSource, order);
                }
              })
          .thenEffects(() -> charges(dataSource))
          .matchAtLeastOnce();
    }
  }

  /** Tests that would prove nothing. */
  public static class Empty extends WithTable {

    @DeliveryTest(faults = OUT_OF_ORDER)
    void anOrderThatCannotChange(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE[0])
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(() -> charges(dataSource))
          .matchAtLeastOnce();
    }

    @DeliveryTest(faults = NONE)
    void nothingIsChecked(DeliveryScenario scenario) {
      scenario.given(ORDERS, THREE).handledBy(order -> charge(dataSource, order));
    }

    @DeliveryTest(faults = NONE)
    void effectsWereThereBefore(DeliveryScenario scenario) throws Exception {
      charge(dataSource, THREE[1]);
      scenario
          .given(ORDERS, THREE)
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(() -> charges(dataSource))
          .matchAtLeastOnce();
    }

    @DeliveryTest(faults = ACK_LOST)
    void neverAcknowledged(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .subscribedBy(
              (waybill, topic) ->
                  waybill
                      .subscribe(topic)
                      .group("forgetful")
                      .atLeastOnce()
                      .commitManually()
                      .handleDeliveries(delivery -> charge(dataSource, delivery.message())))
          .within(Duration.ofMillis(500))
          .thenEffects(() -> charges(dataSource))
          .matchAtLeastOnce();
    }

    @DeliveryTest(faults = NONE)
    void effectsOfStrangers(DeliveryScenario scenario) {
      scenario
          .given(ORDERS, THREE)
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(
              () -> charges(dataSource).stream().map(id -> id.replace("o-1", "order 1")).toList())
          .matchAtLeastOnce();
    }

    @DeliveryTest(faults = NONE)
    void messagesWithoutIds(DeliveryScenario scenario) {
      scenario
          .given(List.of(THREE))
          .handledBy(order -> charge(dataSource, order))
          .thenEffects(() -> charges(dataSource))
          .matchAtLeastOnce();
    }
  }
}
