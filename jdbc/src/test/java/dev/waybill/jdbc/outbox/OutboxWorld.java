package dev.waybill.jdbc.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Delivery;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineProvider;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.schema.Schema;
import dev.waybill.message.StartPosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** A database with an outbox and an engine to relay to. */
final class OutboxWorld implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Messages look like {@code key:whatever}. */
  static final Topic<String> EVENTS =
      Topic.named("events")
          .of(Codecs.string())
          .key(message -> message.substring(0, message.indexOf(':')))
          .id(message -> message)
          .partitions(3);

  final TestDatabase database;
  final DataSource dataSource;
  final Engine engine;
  final Waybill waybill;
  final Outbox outbox;

  OutboxWorld(Databases kind, Path directory) {
    this(kind, directory, 4);
  }

  OutboxWorld(Databases kind, Path directory, int lanes) {
    this(kind.create(), directory, lanes);
  }

  OutboxWorld(TestDatabase database, Path directory, int lanes) {
    this.database = database;
    this.dataSource = database.dataSource();
    this.engine = openEngine(directory.resolve("data"));
    this.waybill = Waybill.over(engine);
    this.outbox = Outbox.in(dataSource).lanes(lanes).createSchema();
    EVENTS.settings().ifPresent(s -> waybill.topics().createIfMissing(EVENTS.name(), s));
  }

  static Engine openEngine(Path directory) {
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
      if (provider.scheme().equals("embedded")) {
        return provider.open(directory.toString(), Map.of());
      }
    }
    throw new IllegalStateException("no embedded engine on the class path");
  }

  Connection transaction() throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  /** Publishes in a transaction of its own, which is committed. */
  void commit(String... messages) throws SQLException {
    try (Connection connection = transaction()) {
      for (String message : messages) {
        outbox.publish(connection, EVENTS, message);
      }
      connection.commit();
    }
  }

  OutboxTables tables() throws SQLException {
    try (Connection connection = database.connect()) {
      return new OutboxTables(Schema.of(Dialect.of(connection)));
    }
  }

  long rows() throws SQLException {
    return database.number("SELECT COUNT(*) FROM " + tables().rows());
  }

  void awaitNoRows() {
    await("no rows in the outbox", () -> outbox.lag().rows() == 0);
  }

  /** All committed messages of the topic, of each partition in its order. */
  List<String> published() {
    return deliveries(EVENTS).stream().map(Delivery::message).toList();
  }

  <T> List<Delivery<T>> deliveries(Topic<T> topic) {
    List<Delivery<T>> all = Collections.synchronizedList(new ArrayList<>());
    try (Subscription reading =
        waybill
            .subscribe(topic)
            .broadcast()
            .startAt(StartPosition.earliest())
            .handleDeliveries(all::add)) {
      assertThat(reading.awaitCaughtUp(PATIENCE)).isTrue();
    }
    return List.copyOf(all);
  }

  void awaitPublished(String message) {
    await(message + " published", () -> published().contains(message));
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still waiting for: " + what).isLessThan(deadline);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    waybill.close();
  }
}
