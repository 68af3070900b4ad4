package dev.waybill.jdbc.outbox;

import static dev.waybill.jdbc.outbox.OutboxWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Waybill;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.jdbc.database.Databases;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two relays on one outbox: one at a time on each lane, whatever either believes. */
class FrozenRelayTest {

  private static final Duration LEASE = Duration.ofMillis(400);

  @TempDir Path directory;

  /** Where a relay freezes, as if its process were stopped, and all else of it with it. */
  private enum Place {
    BEFORE_THE_COMMIT,
    AFTER_THE_COMMIT
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aRelayThatWakesUpAfterItsLeasePublishesNothingTwice(Databases kind) throws Exception {
    for (Place place : Place.values()) {
      Freezer freezer = new Freezer(place);
      try (OutboxWorld world = new OutboxWorld(kind, directory.resolve(place.name()), 1)) {
        Outbox frozenOutbox = Outbox.in(freezer.wrap(world.dataSource));
        Waybill frozenWaybill = Waybill.over(freezer.wrap(world.engine));
        History history = new History();
        for (int i = 0; i < 10; i++) {
          world.commit("k" + i % 3 + ":" + i);
          history.committed("k" + i % 3 + ":" + i);
        }
        OutboxRelay frozen = frozenOutbox.relayTo(frozenWaybill).lease(LEASE).start();
        freezer.awaitFrozen();

        try (OutboxRelay other = world.outbox.relayTo(world.waybill).lease(LEASE).start()) {
          world.awaitNoRows();
          assertThat(history.anomalies(world.published())).isEmpty();
          assertThat(other.lanes()).containsExactly(0);

          world.commit("k0:after");
          history.committed("k0:after");
          freezer.thaw();
          await("the zombie to give its lane up", () -> frozen.lanes().isEmpty());
          world.commit("k0:last");
          history.committed("k0:last");
          world.awaitNoRows();
        }
        frozen.close();

        assertThat(history.anomalies(world.published())).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aRelayThatIsClosedHandsItsLanesOver(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory)) {
      // Were the lanes not handed over, they would stay for an hour.
      OutboxRelay first = world.outbox.relayTo(world.waybill).lease(Duration.ofHours(1)).start();
      await("all lanes", () -> first.lanes().equals(Set.of(0, 1, 2, 3)));
      first.close();
      try (OutboxRelay second = world.outbox.relayTo(world.waybill).start()) {
        await("all lanes", () -> second.lanes().equals(Set.of(0, 1, 2, 3)));
        world.commit("a:1");
        world.awaitPublished("a:1");
      }
    }
  }

  /** Stops every call of one relay once it has come to its place. */
  private static final class Freezer {
    private final Place place;
    private final CountDownLatch frozen = new CountDownLatch(1);
    private final CountDownLatch thawed = new CountDownLatch(1);

    Freezer(Place place) {
      this.place = place;
    }

    void awaitFrozen() throws InterruptedException {
      frozen.await();
    }

    void thaw() {
      thawed.countDown();
    }

    Engine wrap(Engine engine) {
      return wrap(Engine.class, engine);
    }

    DataSource wrap(DataSource dataSource) {
      return wrap(DataSource.class, dataSource);
    }

    private <T> T wrap(Class<T> type, Object target) {
      return type.cast(
          Proxy.newProxyInstance(
              FrozenRelayTest.class.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                boolean commit =
                    type == EngineTransactions.class && method.getName().equals("commit");
                if (commit && place == Place.BEFORE_THE_COMMIT) {
                  frozen.countDown();
                }
                awaitThaw();
                Object result;
                try {
                  result = method.invoke(target, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
                if (commit && place == Place.AFTER_THE_COMMIT) {
                  frozen.countDown();
                  awaitThaw();
                }
                Class<?> returned = method.getReturnType();
                boolean wrapped =
                    Set.of(EngineTransactions.class, Connection.class, PreparedStatement.class)
                        .contains(returned);
                return wrapped && result != null ? wrap(returned, result) : result;
              }));
    }

    private void awaitThaw() throws InterruptedException {
      if (frozen.getCount() == 0) {
        thawed.await();
      }
    }
  }
}
