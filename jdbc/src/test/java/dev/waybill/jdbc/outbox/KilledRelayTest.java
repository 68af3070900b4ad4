package dev.waybill.jdbc.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Waybill;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.WaybillException;
import dev.waybill.jdbc.database.Databases;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay dies anywhere, and the next one goes on: nothing is lost, nothing comes twice. */
@Order(1)
class KilledRelayTest {

  /** About how many calls a batch takes, with the taking over of the lane before it. */
  private static final int CALLS = 32;

  /** The commit in the engine, and the removal from the table. */
  private static final List<String> WORST =
      List.of("EngineTransactions.commit", "PreparedStatement.executeUpdate");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, 250", "MARIADB, 250", "H2, 300", "SQLITE, 150"})
  void aRelayThatDiesAnywhereLosesNothingAndRepeatsNothing(Databases kind, int deaths)
      throws Exception {
    long seed = 20_261_121;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Fuse fuse = new Fuse();
    History history = new History();
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1)) {
      int message = 0;
      for (int death = 0; death < deaths; death++) {
        for (int i = random.nextInt(4); i >= 0; i--) {
          String next = "k" + random.nextInt(3) + ":" + message++;
          world.commit(next);
          history.committed(next);
        }
        if (random.nextBoolean()) {
          fuse.set(1 + random.nextInt(CALLS), random.nextBoolean());
        } else {
          fuse.setAt(
              WORST.get(random.nextInt(WORST.size())), 1 + random.nextInt(2), random.nextBoolean());
        }
        liveAndDie(world, fuse);
      }
      fuse.set(Integer.MAX_VALUE, false);
      drain(world, world.waybill);

      assertThat(history.anomalies(world.published())).isEmpty();
      assertThat(world.rows()).isZero();
      // The fault has happened, in the places that matter.
      Map<String, Integer> blown = fuse.blownAt();
      System.out.println(kind + " died " + blown);
      assertThat(blown.values().stream().mapToInt(Integer::intValue).sum())
          .isGreaterThan(deaths / 2);
      assertThat(blown)
          .containsKeys(
              "before EngineTransactions.commit",
              "after EngineTransactions.commit",
              "before EngineTransactions.begin",
              "after Engine.transactions",
              "before PreparedStatement.executeUpdate",
              "after PreparedStatement.executeUpdate");
    }
  }

  /** A process of its own: it opens everything anew, and lets go of nothing when it dies. */
  private static void liveAndDie(OutboxWorld world, Fuse fuse) throws SQLException {
    Waybill waybill = Waybill.over(Fused.engine(world.engine, fuse));
    try (Connection real = world.database.connect()) {
      Connection connection = Fused.dataSource(new OneConnection(real), fuse).getConnection();
      LaneRelay relay = relay(world, waybill);
      for (int step = 0; step < 4; step++) {
        relay.step(connection);
      }
    } catch (Fuse.Killed e) {
      assertThat(fuse.isDead()).isTrue();
    }
  }

  private static LaneRelay relay(OutboxWorld world, Waybill waybill) throws SQLException {
    return new LaneRelay(
        0,
        world.tables(),
        new TransactionalSink(waybill, OutboxRelay.laneName("test", 0)),
        RelaySettings.DEFAULT.withMaxBatchMessages(3));
  }

  private static void drain(OutboxWorld world, Waybill waybill) throws SQLException {
    try (Connection connection = world.database.connect();
        LaneRelay relay = relay(world, waybill)) {
      while (relay.step(connection) != LaneRelay.Step.NOTHING) {
        // until nothing is left
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Databases.class,
      names = {"POSTGRESQL", "MARIADB"})
  void aCommitWhoseAnswerIsLostIsFoundOutAndNotRepeated(Databases kind) throws Exception {
    Random random = new Random(4);
    AtomicInteger lostAnswers = new AtomicInteger();
    AtomicInteger lostCommits = new AtomicInteger();
    History history = new History();
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1);
        Connection connection = world.database.connect()) {
      Waybill waybill = Waybill.over(unreliable(world.engine, random, lostAnswers, lostCommits));
      LaneRelay relay = relay(world, waybill);
      for (int i = 0; i < 100; i++) {
        String next = "k" + i % 3 + ":" + i;
        world.commit(next);
        history.committed(next);
        try {
          relay.step(connection);
        } catch (WaybillException e) {
          // The next step finds out.
        }
      }
      drain(world, world.waybill);

      assertThat(history.anomalies(world.published())).isEmpty();
      assertThat(lostAnswers.get()).isGreaterThan(10);
      assertThat(lostCommits.get()).isGreaterThan(10);
    }
  }

  private static Engine unreliable(
      Engine engine, Random random, AtomicInteger lostAnswers, AtomicInteger lostCommits) {
    return (Engine)
        Proxy.newProxyInstance(
            KilledRelayTest.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> {
              Object result = invoke(engine, method, arguments);
              return method.getReturnType() == EngineTransactions.class
                  ? unreliable((EngineTransactions) result, random, lostAnswers, lostCommits)
                  : result;
            });
  }

  private static EngineTransactions unreliable(
      EngineTransactions session,
      Random random,
      AtomicInteger lostAnswers,
      AtomicInteger lostCommits) {
    return (EngineTransactions)
        Proxy.newProxyInstance(
            KilledRelayTest.class.getClassLoader(),
            new Class<?>[] {EngineTransactions.class},
            (proxy, method, arguments) -> {
              int chance = method.getName().equals("commit") ? random.nextInt(4) : -1;
              if (chance == 0) {
                lostCommits.incrementAndGet();
                throw new OutcomeUnknownException("the request was lost");
              }
              Object result = invoke(session, method, arguments);
              if (chance == 1) {
                lostAnswers.incrementAndGet();
                throw new OutcomeUnknownException("the answer was lost");
              }
              return result;
            });
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
