package dev.waybill.jdbc.outbox;

import static dev.waybill.jdbc.outbox.OutboxWorld.EVENTS;
import static dev.waybill.jdbc.outbox.OutboxWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.database.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** PostgreSQL wakes a lane that sleeps; nobody polls within an hour here. */
class WakeUpTest {

  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path directory;

  private static OutboxRelay relay(OutboxWorld world) {
    return world.outbox.relayTo(world.waybill).pollInterval(NEVER).start();
  }

  private static void awaitSleep(OutboxWorld world) {
    await("the lane asleep", () -> asleep(world));
  }

  private static boolean asleep(OutboxWorld world) {
    try {
      return world.database.number(
              "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode ="
                  + " 'ExclusiveLock' AND objsubid = 2 AND database = (SELECT oid FROM pg_database"
                  + " WHERE datname = current_database()) AND CAST(classid AS bigint) = "
                  + Integer.toUnsignedLong(PostgresLocks.ofBells(world.tables())))
          == 1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCommitWakesALaneThatSleeps() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.POSTGRESQL, directory, 1);
        OutboxRelay relay = relay(world)) {
      for (int i = 0; i < 5; i++) {
        awaitSleep(world);
        world.commit("a:" + i);
        world.awaitPublished("a:" + i);
      }
    }
  }

  @Test
  void aCommitWakesItAlsoIfItsTransactionIsOlderThanTheSleep() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.POSTGRESQL, directory, 1);
        Connection open = world.transaction()) {
      // Nobody sleeps yet: this transaction will not ring.
      world.outbox.publish(open, EVENTS, "a:1");
      try (OutboxRelay relay = relay(world)) {
        world.commit("b:1");
        world.awaitPublished("b:1");
        assertThat(asleep(world)).isFalse();

        open.commit();
        world.awaitPublished("a:1");
        awaitSleep(world);
        world.commit("c:1");
        world.awaitPublished("c:1");
      }
    }
  }

  @Test
  void aLaneWakesThatLosesItsListener() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.POSTGRESQL, directory, 1);
        OutboxRelay relay = relay(world)) {
      awaitSleep(world);
      world.database.number(
          "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN"
              + " waybill%' AND datname = current_database()");
      world.commit("a:1");
      world.awaitPublished("a:1");

      awaitSleep(world);
      world.commit("a:2");
      world.awaitPublished("a:2");
    }
  }

  @Test
  void writersNotifyOnlyWhileALaneSleeps() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.POSTGRESQL, directory, 1);
        Connection listening = world.database.connect()) {
      listening.createStatement().execute("LISTEN " + PostgresLocks.channel(world.tables()));
      PGConnection postgres = listening.unwrap(PGConnection.class);

      world.commit("a:1");
      assertThat(notifications(listening, postgres)).isZero();
      try (OutboxRelay relay = relay(world)) {
        world.awaitPublished("a:1");
        awaitSleep(world);
        world.commit("a:2");
        world.awaitPublished("a:2");
      }
      assertThat(notifications(listening, postgres)).isEqualTo(1);
    }
  }

  /** A statement brings along what was notified before it. */
  private static int notifications(Connection connection, PGConnection postgres)
      throws SQLException {
    connection.createStatement().execute("SELECT 1");
    PGNotification[] found = postgres.getNotifications();
    return found == null ? 0 : found.length;
  }
}
