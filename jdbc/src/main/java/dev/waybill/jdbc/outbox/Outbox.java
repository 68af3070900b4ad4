package dev.waybill.jdbc.outbox;

import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.effect.Outgoing;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.connection.Borrowed;
import dev.waybill.jdbc.connection.HandlersConnection;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.dialect.Failures;
import dev.waybill.jdbc.schema.Schema;
import dev.waybill.message.Headers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are committed together with the state change they tell of, and published afterwards
 * by an {@link OutboxRelay}. Thread-safe; options make another outbox and leave this one as it is.
 *
 * <pre>{@code
 * Outbox outbox = Outbox.in(dataSource).createSchema();
 * OutboxRelay relay = outbox.relayTo(waybill).start();
 *
 * connection.setAutoCommit(false);
 * ship(connection, order);
 * outbox.publish(connection, shipments, new Shipment(order));
 * connection.commit();
 * }</pre>
 *
 * <p>Promised: what is committed is published, in commit order per topic and key; what is rolled
 * back is not. With an engine that has transactions it is published once, else at least once.
 */
public final class Outbox {

  private static final int MOST_LANES = 64;

  private final DataSource dataSource;
  private final String prefix;
  private final Optional<Integer> lanes;
  private volatile @Nullable RowWriter writer;

  /** What it is called in explanations; unknown until a relay or createSchema has named it. */
  private volatile @Nullable String name;

  private Outbox(DataSource dataSource, String prefix, Optional<Integer> lanes) {
    this.dataSource = dataSource;
    this.prefix = prefix;
    this.lanes = lanes;
  }

  /** The outbox of that database, in tables of the usual names. Asks the database nothing. */
  public static Outbox in(DataSource dataSource) {
    return new Outbox(
        Objects.requireNonNull(dataSource, "dataSource"), Schema.DEFAULT_PREFIX, Optional.empty());
  }

  /**
   * The outbox in tables whose names begin so; {@code waybill_} unless said. Outboxes of different
   * prefixes have nothing to do with each other.
   *
   * @param prefix a letter, then up to 29 letters, digits and underscores
   */
  public Outbox tablePrefix(String prefix) {
    return new Outbox(dataSource, Schema.checkedPrefix(prefix), lanes);
  }

  /**
   * How many lanes {@link #createSchema} makes; 4 unless said, 64 at most. A lane is relayed by one
   * relay and one thread at a time, and its messages wait for one another when the engine fails.
   * Keys are spread over the lanes, so that the number is fixed once the outbox is used.
   */
  public Outbox lanes(int lanes) {
    if (lanes < 1 || lanes > MOST_LANES) {
      throw new IllegalArgumentException("expected 1 to " + MOST_LANES + " lanes, found " + lanes);
    }
    return new Outbox(dataSource, prefix, Optional.of(lanes));
  }

  /**
   * Creates the tables that are missing, on a connection of its own; does nothing if all are there.
   *
   * @throws RejectedException a newer version is there, {@link #lanes} says another number than an
   *     outbox has that is in use, or the database refuses
   * @throws RetriableException the database cannot be reached
   */
  public Outbox createSchema() {
    OutboxTables tables = tables();
    tables.schema().create(dataSource);
    lanes.ifPresent(count -> new LaneCount(tables).set(dataSource, count));
    var unused = identity(tables);
    return this;
  }

  /** As {@link #publish(Connection, Topic, Object, Headers)}, without headers of the caller's. */
  public <T> void publish(Connection connection, Topic<T> topic, T message) throws SQLException {
    publish(connection, topic, message, Headers.empty());
  }

  /**
   * Writes a message into the caller's transaction: it is published if and when that commits. The
   * message is encoded now; its key, value and headers, the id of its topic included, are those
   * that a publisher of the topic would send. Its timestamp is that of its relaying.
   *
   * <p>Holds a lock of the message's key until the transaction ends: transactions that publish the
   * same key commit one after the other, others do not wait. Two transactions that publish the same
   * keys in opposite order wait for each other in a circle; the database ends one of them, with the
   * {@link SQLException} of a deadlock, to be tried again. Transactions that publish several keys
   * avoid that by publishing them in the same order, or all by one {@link #publishAll}.
   *
   * @param connection never committed, rolled back or closed here, and left as it is; without
   *     autocommit
   * @throws RejectedException the connection has autocommit on, the outbox's tables are missing, or
   *     codec, key or id of the topic failed; nothing was written
   * @throws SQLException the database's own: as for any other statement of the transaction
   */
  public <T> void publish(Connection connection, Topic<T> topic, T message, Headers headers)
      throws SQLException {
    OutboxMessage row = OutboxMessage.of(topic, message, headers);
    requireTransaction(connection);
    writer(connection).write(connection, row);
    tellGroup(connection, topic);
  }

  /**
   * Writes messages, of each key in their order. Takes the locks of their keys in an order that is
   * the same everywhere. As {@link #publish(Connection, Topic, Object, Headers)} otherwise.
   */
  public <T> void publishAll(
      Connection connection, Topic<T> topic, Collection<? extends T> messages) throws SQLException {
    List<OutboxMessage> rows = new ArrayList<>(messages.size());
    for (T message : messages) {
      rows.add(OutboxMessage.of(topic, message, Headers.empty()));
    }
    requireTransaction(connection);
    writer(connection).writeAll(connection, rows);
    tellGroup(connection, topic);
  }

  /** Begins a relay to that Waybill, whatever its engine. */
  public RelayTo relayTo(Waybill waybill) {
    return new RelayTo(waybill, this::start);
  }

  /**
   * What waits, on a connection of its own. Counts rows: not for every second on a large backlog.
   *
   * @throws RejectedException the outbox's tables are missing
   * @throws RetriableException the database cannot be reached
   */
  public OutboxLag lag() {
    OutboxTables tables = tables();
    String sql =
        "SELECT COUNT(*), MIN(created), "
            + tables.dialect().clockMillis()
            + " FROM "
            + tables.rows();
    try (Borrowed borrowed = Borrowed.from(dataSource);
        Statement statement = borrowed.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      long count = rows.getLong(1);
      long age = count == 0 ? 0 : Math.max(0, rows.getLong(3) - rows.getLong(2));
      return new OutboxLag(count, Duration.ofMillis(age));
    } catch (SQLException e) {
      throw Failures.beforeCommit(tables.dialect(), "the outbox's lag could not be read", e);
    }
  }

  private OutboxRelay start(RelayTo relay) {
    OutboxRelay.requireUsable(relay.waybill());
    OutboxTables tables = tables();
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      tables.schema().check(borrowed.connection());
    }
    return OutboxRelay.start(
        dataSource, tables, identity(tables), relay.waybill(), relay.settings());
  }

  /** Draws it, if nobody has. */
  private String identity(OutboxTables tables) {
    try (RelayConnection connection = RelayConnection.open(dataSource)) {
      return new LaneLeases(tables).identity(connection.connection());
    } catch (SQLException e) {
      throw Failures.beforeCommit(tables.dialect(), "the outbox could not be given a name", e);
    }
  }

  private OutboxTables tables() {
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      return tables(borrowed.connection());
    } catch (SQLException e) {
      throw new RetriableException(
          "the outbox's database did not say what it is; nothing was done: " + e.getMessage(), e);
    }
  }

  private OutboxTables tables(Connection connection) throws SQLException {
    return new OutboxTables(Schema.of(Dialect.of(connection), prefix));
  }

  private static void requireTransaction(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new RejectedException(
          "expected a connection with an open transaction, found one with autocommit on: the"
              + " message would be committed apart from the state change it tells of. Nothing was"
              + " written: call connection.setAutoCommit(false), or publish inside your framework's"
              + " transaction, on its connection");
    }
  }

  /** The group whose handler writes the message explains where it goes. */
  private void tellGroup(Connection connection, Topic<?> topic) throws SQLException {
    if (connection instanceof HandlersConnection handlers) {
      String known = name;
      if (known == null) {
        OutboxTables tables = tables(connection);
        known = new LaneLeases(tables).drawnIdentity(connection).map(tables::name).orElse(null);
        name = known;
      }
      if (known != null) {
        handlers.wrote(new Outgoing(known, topic.name(), topic.idFunction().isPresent()));
      }
    }
  }

  /** Asks on the caller's connection: a pool may have no other. */
  private RowWriter writer(Connection connection) throws SQLException {
    RowWriter known = writer;
    if (known != null) {
      return known;
    }
    OutboxTables tables = tables(connection);
    int found;
    try {
      tables.dialect().beginWriting(connection, tables.lanes());
      found = new LaneLeases(tables).count(connection);
    } catch (SQLException e) {
      throw Failures.beforeCommit(tables.dialect(), "the outbox could not be written to", e);
    }
    if (found == 0) {
      throw new RejectedException(
          "expected at least one row in "
              + tables.lanes()
              + ", found none; nothing was written: the schema was not created completely");
    }
    RowWriter made = new RowWriter(tables, found);
    writer = made;
    return made;
  }
}
