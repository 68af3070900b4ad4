package dev.waybill.jdbc.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.database.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leases by the database's clock. */
class LaneLeasesTest {

  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aLaneHasOneOwnerUntilItsLeaseEnds(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        Connection connection = world.database.connect()) {
      LaneLeases leases = new LaneLeases(world.tables());
      Lease first = leases.take(connection, 1, "first", LONG).orElseThrow();

      assertThat(leases.take(connection, 1, "second", LONG)).isEmpty();
      assertThat(leases.take(connection, 2, "second", LONG)).isPresent();
      assertThat(leases.renew(connection, first, "first", LONG)).isTrue();

      // An hour passes for the database, and none here.
      world.database.execute(
          "UPDATE " + world.tables().lanes() + " SET held_until = held_until - 3700000");
      Lease second = leases.take(connection, 1, "second", LONG).orElseThrow();
      assertThat(second.epoch()).isGreaterThan(first.epoch());
      assertThat(leases.renew(connection, first, "first", LONG)).isFalse();
      leases.release(connection, first, "first");
      assertThat(leases.take(connection, 1, "third", LONG)).isEmpty();

      leases.release(connection, second, "second");
      assertThat(leases.take(connection, 1, "third", LONG)).isPresent();
      assertThat(leases.take(connection, 99, "third", LONG)).isEqualTo(Optional.empty());
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void theOutboxHasOneNameForGood(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        Connection connection = world.database.connect()) {
      LaneLeases leases = new LaneLeases(world.tables());
      String identity = leases.identity(connection);

      assertThat(identity).hasSize(13);
      assertThat(leases.identity(connection)).isEqualTo(identity);
      assertThat(leases.count(connection)).isEqualTo(4);
    }
  }

  /** Two relays whose sessions are a day apart. */
  @ParameterizedTest
  @EnumSource(
      value = Databases.class,
      names = {"POSTGRESQL", "MARIADB"})
  void aLeaseIsAsLongInEveryTimeZone(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        Connection east = world.database.connect();
        Connection west = world.database.connect();
        Statement ofEast = east.createStatement();
        Statement ofWest = west.createStatement()) {
      boolean postgres = kind == Databases.POSTGRESQL;
      ofEast.execute(postgres ? "SET TIME ZONE 13" : "SET time_zone = '+13:00'");
      ofWest.execute(postgres ? "SET TIME ZONE -11" : "SET time_zone = '-11:00'");
      LaneLeases leases = new LaneLeases(world.tables());

      assertThat(leases.take(east, 1, "east", LONG)).isPresent();
      assertThat(leases.take(west, 1, "west", LONG)).isEmpty();
      assertThat(leases.take(west, 2, "west", LONG)).isPresent();
      assertThat(leases.take(east, 2, "east", LONG)).isEmpty();
    }
  }
}
