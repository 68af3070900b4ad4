package dev.waybill.jdbc.outbox;

import static dev.waybill.jdbc.outbox.OutboxWorld.EVENTS;
import static dev.waybill.jdbc.outbox.OutboxWorld.PATIENCE;
import static dev.waybill.jdbc.outbox.OutboxWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Retry;
import dev.waybill.Waybill;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.jdbc.database.CutProxy;
import dev.waybill.jdbc.database.CutProxy.Cut;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.MortalServer;
import dev.waybill.jdbc.database.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A relay whose way to the database breaks: its own connections are cut, or the server is killed.
 * Each of its statements is a transaction, so that a cut before and one after a statement reaches
 * the server are one before and one after a commit.
 */
class CutRelayTest {

  /** More with {@code -Dwaybill.cuts=500}. */
  private static final int CUTS = Integer.getInteger("waybill.cuts", 60);

  /** More with {@code -Dwaybill.kills=50}. */
  private static final int KILLS = Integer.getInteger("waybill.kills", 2);

  private static final long SEED = Long.getLong("waybill.seed", System.nanoTime());

  /** The removal of what is published, a read, the renewal of a lease. */
  private static final List<String> STATEMENTS = List.of("DELETE", "DELETE", "SELECT", "UPDATE");

  private static final Duration LEASE = Duration.ofMillis(400);
  private static final Retry SOON = Retry.fixed(Duration.ofMillis(10));

  @TempDir Path directory;

  private final History history = new History();
  private final Random random = new Random(SEED);
  private final AtomicReference<Hold> hold =
      new AtomicReference<>(new Hold(true, new CountDownLatch(0), new CountDownLatch(0)));
  private int messages;

  @ParameterizedTest
  @EnumSource(
      value = Databases.class,
      names = {"POSTGRESQL", "MARIADB"})
  void cutsOfItsConnectionsLoseAndRepeatNothing(Databases kind) throws Exception {
    Map<String, Integer> where = new TreeMap<>();
    try (OutboxWorld world = new OutboxWorld(kind, directory, 2);
        CutProxy proxy = CutProxy.before(world.database)) {
      try (OutboxRelay relay =
          Outbox.in(texts(kind, world.database.through(proxy.port())).dataSource())
              .relayTo(world.waybill)
              .lease(LEASE)
              .retry(SOON)
              .start()) {
        for (int cut = 1; cut <= CUTS; cut++) {
          String statement = STATEMENTS.get(random.nextInt(STATEMENTS.size()));
          Cut when = random.nextBoolean() ? Cut.BEFORE : Cut.AFTER;
          proxy.cut(statement, when);
          where.merge(when + " " + statement, 1, Integer::sum);
          commit(world, 1 + random.nextInt(5), 1 + random.nextInt(3));
          int cuts = cut;
          await("cut number " + cut, () -> proxy.cuts() == cuts);
        }
        world.awaitNoRows();
        await("its lanes again", () -> relay.lanes().equals(Set.of(0, 1)));
      }
      assertThat(proxy.cuts()).isEqualTo(CUTS);
      System.out.println(
          kind + ": -Dwaybill.seed=" + SEED + ", " + messages + " messages, cut " + where);
      assertThat(history.anomalies(world.published())).as("-Dwaybill.seed=%d", SEED).isEmpty();
    }
    assertThat(where).containsKeys("BEFORE DELETE", "AFTER DELETE");
  }

  /** PostgreSQL's driver sends no text of a statement that it has prepared. */
  private static TestDatabase texts(Databases kind, TestDatabase database) {
    return kind == Databases.POSTGRESQL ? database.with("prepareThreshold=0") : database;
  }

  @ParameterizedTest
  @EnumSource(
      value = Databases.class,
      names = {"POSTGRESQL", "MARIADB"})
  void aServerThatIsKilledTakesNoCommittedRowAlongAndTheRelayGoesOn(Databases kind)
      throws Exception {
    MortalServer server = kind.mortalServer();
    TestDatabase database = server.createDatabase(Databases.nextName());
    try (OutboxWorld world = new OutboxWorld(database, directory, 2)) {
      Waybill held = Waybill.over(held(Engine.class, world.engine));
      try (OutboxRelay relay =
          world.outbox.relayTo(held).maxBatch(5).lease(LEASE).retry(SOON).start()) {
        for (int kill = 0; kill < KILLS; kill++) {
          commit(world, 5, 10);
          Hold next = new Hold(random.nextBoolean(), new CountDownLatch(1), new CountDownLatch(1));
          hold.set(next);
          try (Connection open = world.transaction()) {
            world.outbox.publish(open, EVENTS, "never:" + kill);
            history.rolledBack("never:" + kill);
            commit(world, 5, 10);
            assertThat(next.reached().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            server.kill();
          }
          next.gone().countDown();
          server.restart();
          commit(world, 1, 1);
          world.awaitNoRows();
        }
        await("its lanes again", () -> relay.lanes().equals(Set.of(0, 1)));
      }
      System.out.println(
          kind + ": -Dwaybill.seed=" + SEED + ", " + KILLS + " kills, " + messages + " messages");
      assertThat(history.anomalies(world.published())).as("-Dwaybill.seed=%d", SEED).isEmpty();
    }
  }

  /** Holds the next commit in the engine, before or after it is done, until the server is gone. */
  private record Hold(boolean done, CountDownLatch reached, CountDownLatch gone) {
    void await(boolean afterwards) throws InterruptedException {
      if (done == afterwards) {
        reached.countDown();
        gone.await();
      }
    }
  }

  /** An engine between whose commit and the removal of its rows the server may die. */
  private <T> T held(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            CutRelayTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              boolean commit = method.getName().equals("commit");
              if (commit) {
                hold.get().await(false);
              }
              Object result;
              try {
                result = method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (commit) {
                hold.get().await(true);
              }
              return method.getReturnType() == EngineTransactions.class
                  ? held(EngineTransactions.class, result)
                  : result;
            }));
  }

  private void commit(OutboxWorld world, int transactions, int size) throws Exception {
    for (int i = 0; i < transactions; i++) {
      String[] lot = new String[size];
      for (int j = 0; j < size; j++) {
        lot[j] = "k" + random.nextInt(7) + ":" + messages++;
      }
      world.commit(lot);
      List.of(lot).forEach(history::committed);
    }
  }
}
