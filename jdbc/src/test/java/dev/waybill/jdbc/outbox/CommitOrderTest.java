package dev.waybill.jdbc.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.message.Headers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the order of ids in the table, a key's messages come out in the order of commits. */
@Order(2)
class CommitOrderTest {

  private static final int WRITERS = 8;
  private static final int TRANSACTIONS = 60;
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Databases.class)
  void everyKeyKeepsItsCommitOrderUnderManyTransactionsAtOnce(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
      History history = new History();
      AtomicInteger rolledBack = new AtomicInteger();
      List<Future<?>> writers = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
      for (int writer = 0; writer < WRITERS; writer++) {
        long seed = 7_000 + writer;
        writers.add(threads.submit(() -> write(world, history, rolledBack, seed)));
      }
      for (Future<?> writer : writers) {
        writer.get(300, TimeUnit.SECONDS);
      }
      threads.shutdown();
      world.awaitNoRows();

      assertThat(history.anomalies(world.published())).isEmpty();
      assertThat(history.size() + rolledBack.get()).isEqualTo(WRITERS * TRANSACTIONS);
      assertThat(rolledBack.get()).isPositive();
      assertThat(world.rows()).isZero();
    }
  }

  private static Object write(
      OutboxWorld world, History history, AtomicInteger rolledBack, long seed) throws SQLException {
    Random random = new Random(seed);
    try (Connection connection = world.transaction()) {
      for (int i = 0; i < TRANSACTIONS; i++) {
        String message = KEYS.get(random.nextInt(KEYS.size())) + ":" + seed + "-" + i;
        publishPatiently(world, connection, message);
        // The key's lock is ours until the commit: what is noted now is noted in commit order.
        if (random.nextInt(5) == 0) {
          history.rolledBack(message);
          rolledBack.incrementAndGet();
          connection.rollback();
        } else {
          history.committed(message);
          if (random.nextInt(3) == 0) {
            Thread.yield();
            sleepUpTo(random, 4); // the id was taken early, and is committed late
          }
          connection.commit();
        }
      }
    }
    return seed;
  }

  /** One key a transaction: there are no deadlocks, but lock timeouts on a slow machine. */
  private static void publishPatiently(OutboxWorld world, Connection connection, String message)
      throws SQLException {
    Dialect dialect = Dialect.of(connection);
    for (int attempt = 1; ; attempt++) {
      try {
        world.outbox.publish(connection, OutboxWorld.EVENTS, message);
        return;
      } catch (SQLException e) {
        connection.rollback();
        if (attempt == 20 || !dialect.kindOf(e).isTransient()) {
          throw e;
        }
      }
    }
  }

  private static void sleepUpTo(Random random, int millis) {
    try {
      Thread.sleep(random.nextInt(millis + 1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SQLite has one writer: there nothing is taken early and committed late. */
  @ParameterizedTest
  @EnumSource(value = Databases.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
  void anIdTakenEarlyAndCommittedLateIsFoundAndARelayWithAnIdCursorIsCaught(Databases kind)
      throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        Connection early = world.transaction();
        Connection reading = world.database.connect()) {
      History history = new History();
      IdCursorRelay cursor = new IdCursorRelay(world.tables());
      world.outbox.publish(early, OutboxWorld.EVENTS, "early:1");
      world.commit("late:1");
      history.committed("late:1");

      cursor.step(reading);
      try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
        world.awaitPublished("late:1");
      }
      early.commit();
      history.committed("early:1");
      cursor.step(reading);
      try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
        world.awaitPublished("early:1");
      }

      assertThat(history.anomalies(world.published())).isEmpty();
      assertThat(history.anomalies(cursor.published())).containsExactly("lost: early:1");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Databases.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
  void aLongTransactionHoldsUpNoOtherKey(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1);
        OutboxRelay relay = world.outbox.relayTo(world.waybill).start();
        Connection open = world.transaction()) {
      world.outbox.publish(open, OutboxWorld.EVENTS, "long:1");
      for (int i = 0; i < 20; i++) {
        world.commit("other" + i + ":1");
        world.awaitPublished("other" + i + ":1");
      }
      assertThat(world.published()).doesNotContain("long:1");

      open.commit();
      world.awaitPublished("long:1");
      world.awaitNoRows();
    }
  }

  /** Without the lock of the key, ids are drawn in one order and committed in another. */
  @Test
  void aWriterThatTakesNoLockIsCaught() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory, 1);
        Connection early = world.transaction();
        Connection late = world.transaction()) {
      History history = new History();
      insertWithoutLock(world, early, "k:early");
      insertWithoutLock(world, late, "k:late");
      late.commit();
      history.committed("k:late");
      early.commit();
      history.committed("k:early");

      try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
        world.awaitNoRows();
      }

      assertThat(history.anomalies(world.published()))
          .singleElement()
          .asString()
          .startsWith("inverted");
    }
  }

  private static void insertWithoutLock(OutboxWorld world, Connection connection, String message)
      throws SQLException {
    OutboxMessage row = OutboxMessage.of(OutboxWorld.EVENTS, message, Headers.empty());
    // Without a key a message takes no lock; it lands in the lane all the same: there is one.
    OutboxMessage unlocked =
        new OutboxMessage(row.topic(), row.keyHash(), null, row.value(), row.attachments());
    new RowWriter(world.tables(), 1).write(connection, unlocked);
    String sql = "UPDATE " + world.tables().rows() + " SET message_key = ? WHERE message_value = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setBytes(1, row.key());
      update.setBytes(2, row.value());
      update.executeUpdate();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aTransactionMayPublishManyKeysByOneCall(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        OutboxRelay relay =
            world.outbox.relayTo(world.waybill).pollInterval(Duration.ofMillis(10)).start();
        Connection connection = world.transaction()) {
      History history = new History();
      List<String> messages = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        messages.add("k" + i % 7 + ":" + i);
      }
      messages.forEach(history::committed);
      world.outbox.publishAll(connection, OutboxWorld.EVENTS, messages);
      connection.commit();
      world.awaitNoRows();

      assertThat(history.anomalies(world.published())).isEmpty();
    }
  }
}
