package dev.waybill.jdbc.outbox;

import static dev.waybill.jdbc.outbox.OutboxWorld.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Topic;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.message.Headers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writing into the caller's transaction. */
class PublishTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Databases.class)
  void whatIsRolledBackIsNotPublished(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        Connection connection = world.transaction()) {
      world.outbox.publish(connection, EVENTS, "a:rolled back");
      connection.rollback();
      world.outbox.publish(connection, EVENTS, "a:kept");
      Savepoint savepoint = connection.setSavepoint();
      world.outbox.publish(connection, EVENTS, "b:rolled back to the savepoint");
      connection.rollback(savepoint);
      connection.commit();

      try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
        world.awaitNoRows();
      }

      assertThat(world.published()).containsExactly("a:kept");
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aConnectionWithAutocommitIsRefusedAndNothingIsWritten(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory);
        Connection connection = world.database.connect()) {
      assertThatThrownBy(() -> world.outbox.publish(connection, EVENTS, "a:1"))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("autocommit")
          .hasMessageContaining("Nothing was written");
      assertThatThrownBy(() -> world.outbox.publishAll(connection, EVENTS, List.of("a:1")))
          .isInstanceOf(RejectedException.class);

      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(world.rows()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void theCallersConnectionIsLeftAsItIs(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory)) {
      world.database.execute("CREATE TABLE state (n INTEGER)");
      try (Connection connection = world.transaction()) {
        int isolation = connection.getTransactionIsolation();
        connection.createStatement().execute("INSERT INTO state VALUES (1)");
        world.outbox.publish(connection, EVENTS, "a:1");

        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.isClosed()).isFalse();
        assertThat(connection.getTransactionIsolation()).isEqualTo(isolation);
        connection.rollback();
      }

      assertThat(world.rows()).isZero();
      assertThat(world.database.number("SELECT COUNT(*) FROM state")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void withoutTablesTheErrorSaysWhatToDo(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory)) {
      Outbox other = Outbox.in(world.dataSource).tablePrefix("other_");

      try (Connection connection = world.transaction()) {
        assertThatThrownBy(() -> other.publish(connection, EVENTS, "a:1"))
            .isInstanceOf(RejectedException.class)
            .hasMessageContaining("table is missing");
        connection.rollback();
      }
      assertThatThrownBy(() -> other.relayTo(world.waybill).start())
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("createSchema");

      other.createSchema();
      try (Connection connection = world.transaction()) {
        other.publish(connection, EVENTS, "a:1");
        connection.commit();
      }
      assertThat(other.lag().rows()).isEqualTo(1);
      assertThat(world.outbox.lag().rows()).isZero();
    }
  }

  @Test
  void whatCannotBeEncodedIsRefusedAndNothingIsWritten() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory);
        Connection connection = world.transaction()) {
      Topic<String> failing = EVENTS.key(m -> m.substring(100));
      Topic<String> without = EVENTS.key(m -> null);
      Topic<String> misnamed = Topic.named("no spaces").of(Codecs.string());

      assertThatThrownBy(() -> world.outbox.publish(connection, failing, "a:1"))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("Topic.key");
      assertThatThrownBy(() -> world.outbox.publish(connection, without, "a:1"))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("found null");
      assertThatThrownBy(() -> world.outbox.publish(connection, misnamed, "a:1"))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("no spaces");
      connection.commit();

      assertThat(world.rows()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void theLagIsTold(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory)) {
      assertThat(world.outbox.lag()).isEqualTo(new OutboxLag(0, Duration.ZERO));

      world.commit("a:1", "b:1");
      world.database.execute("UPDATE " + world.tables().rows() + " SET created = created - 60000");

      assertThat(world.outbox.lag().rows()).isEqualTo(2);
      assertThat(world.outbox.lag().oldest())
          .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(10));
      try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
        world.awaitNoRows();
      }
      assertThat(world.outbox.lag()).isEqualTo(new OutboxLag(0, Duration.ZERO));
    }
  }

  @Test
  void theNumberOfLanesIsFixedOnceTheOutboxIsUsed() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory, 2)) {
      world.outbox.lanes(6).createSchema();
      assertThat(world.database.number("SELECT COUNT(*) FROM " + world.tables().lanes()))
          .isEqualTo(6);
      world.outbox.lanes(3).createSchema();
      Outbox.in(world.dataSource).createSchema();

      try (Connection connection = world.transaction()) {
        Outbox.in(world.dataSource).publish(connection, EVENTS, "a:1", Headers.empty());
        connection.commit();
      }
      assertThatThrownBy(() -> world.outbox.lanes(4).createSchema())
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("found one of 3");
    }
  }
}
