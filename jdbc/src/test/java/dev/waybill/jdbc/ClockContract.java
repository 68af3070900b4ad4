package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.DeduplicationStore.Claim;
import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineProvider;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.jdbc.database.Databases;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

/**
 * Two instances on one database, a day apart: by their own clocks, and by the time zones of their
 * sessions. What is old and whose a claim is, the database's clock says alone.
 */
abstract class ClockContract extends PipelineFixture {

  private static final Duration HOUR = Duration.ofHours(1);

  ClockContract(Databases kind) {
    super(kind);
  }

  /** Connections whose sessions are that many hours ahead of UTC. */
  private HikariDataSource pool(int hours) {
    return database.poolBeginningWith(
        kind == Databases.POSTGRESQL
            ? "SET TIME ZONE " + hours
            : "SET time_zone = '" + (hours < 0 ? "-" : "+") + Math.abs(hours) + ":00'");
  }

  @Test
  void instancesADayApartDoEverythingOnce() {
    List<String> texts = texts(0, 200);
    ConcurrentSkipListSet<Instant> seen = new ConcurrentSkipListSet<>();
    try (HikariDataSource east = pool(13);
        HikariDataSource west = pool(-11);
        Waybill early = Waybill.over(skewed(engine("early"), HOUR.multipliedBy(12)));
        Waybill late = Waybill.over(skewed(engine("late"), HOUR.multipliedBy(-12)))) {
      for (Waybill waybill : List.of(early, late)) {
        publish(waybill, texts);
        publish(waybill, texts.subList(0, 50));
      }
      List<Subscription> both =
          Map.of(early, east, late, west).entrySet().stream()
              .map(
                  each ->
                      subscribe(each.getKey(), Inbox.in(each.getValue()).retainIds(HOUR))
                          .maxBatch(10)
                          .handleDeliveries(
                              (delivery, tx) -> {
                                seen.add(delivery.timestamp());
                                write(tx, delivery.message());
                              }))
              .toList();
      both.forEach(PipelineFixture::caughtUp);
      both.forEach(Subscription::close);

      for (HikariDataSource each : List.of(east, west)) {
        assertThat(Inbox.in(each).retainIds(HOUR).open("billing").forgetIds())
            .as("nothing is an hour old")
            .isZero();
      }
      database.execute(
          "UPDATE waybill_message_id SET stamp = stamp - " + HOUR.multipliedBy(2).toMillis());
      assertThat(Inbox.in(west).retainIds(HOUR).open("billing").forgetIds()).isEqualTo(200);
    }
    assertLedger(texts);
    // Whoever handled more: its messages bear its clock.
    assertThat(seen).isNotEmpty();
    assertThat(seen)
        .allSatisfy(
            time ->
                assertThat(Duration.between(time, Instant.now()).abs())
                    .isGreaterThan(HOUR.multipliedBy(11)));
  }

  @Test
  void aClaimIsAsOldForWhoeverLooks() {
    try (HikariDataSource east = pool(13);
        HikariDataSource west = pool(-11)) {
      for (boolean eastFirst : new boolean[] {true, false}) {
        JdbcDeduplicationStore first = store(eastFirst ? east : west);
        JdbcDeduplicationStore second = store(eastFirst ? west : east);
        String id = "id" + eastFirst;

        assertThat(first.claim("group", id)).isEqualTo(Claim.GRANTED);
        assertThat(second.claim("group", id)).isEqualTo(Claim.BUSY);
        first.complete("group", id);
        assertThat(second.claim("group", id)).isEqualTo(Claim.DONE);
        assertThat(second.forgetOld()).isZero();
      }
    }
  }

  private static JdbcDeduplicationStore store(HikariDataSource pool) {
    return JdbcDeduplicationStore.in(pool).createSchema().claimTimeout(HOUR).maxAge(HOUR);
  }

  private Engine engine(String name) {
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
      if (provider.scheme().equals("embedded")) {
        return provider.open(directory.resolve(name).toString(), Map.of());
      }
    }
    throw new IllegalStateException("no embedded engine on the class path");
  }

  /** As if its publishers' clock were that far ahead. */
  private static Engine skewed(Engine engine, Duration by) {
    return wrapped(
        Engine.class,
        engine,
        (name, arguments) -> {},
        publisher ->
            wrapped(
                EnginePublisher.class,
                (EnginePublisher) publisher,
                (name, arguments) -> {
                  if (name.equals("publish")) {
                    arguments[1] = (Long) arguments[1] + by.toMillis();
                  }
                },
                result -> result));
  }

  private interface Before {
    void call(String name, Object[] arguments);
  }

  private interface After {
    Object result(Object result);
  }

  private static <T> T wrapped(Class<T> type, T target, Before before, After ofPublisher) {
    return type.cast(
        Proxy.newProxyInstance(
            ClockContract.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              before.call(method.getName(), arguments);
              try {
                Object result = method.invoke(target, arguments);
                return method.getReturnType() == EnginePublisher.class
                    ? ofPublisher.result(result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
