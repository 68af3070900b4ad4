package dev.waybill.jdbc;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.effect.Outgoing;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.jdbc.connection.Borrowed;
import dev.waybill.jdbc.connection.ShortTransactions;
import dev.waybill.jdbc.dialect.Inserts;
import dev.waybill.jdbc.schema.Schema;
import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A group's rows. Holds no connection between calls. Thread-safe.
 *
 * <p>Round trips, a commit included: positions 2; begin 2, if all are there, otherwise 5 and one
 * for each that is not; seek 1 and one for each, two for one that was not there; forgetIds 2.
 * MariaDB and MySQL add what {@link Borrowed} says.
 */
final class InboxSession implements EffectSession<DatabaseTransaction> {

  /** Ids that are forgotten in one transaction: it is short, and holds up nobody's inserts. */
  private static final int MOST_FORGOTTEN = 10_000;

  private final ShortTransactions transactions;
  private final Schema schema;
  private final String group;
  private final int groupNumber;
  private final Duration retention;
  private final Set<Outgoing> outgoing = ConcurrentHashMap.newKeySet();

  InboxSession(
      ShortTransactions transactions,
      Schema schema,
      String group,
      int groupNumber,
      Duration retention) {
    this.transactions = transactions;
    this.schema = schema;
    this.group = group;
    this.groupNumber = groupNumber;
    this.retention = retention;
  }

  @Override
  public Map<TopicPartition, Long> positions(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> all =
        transactions.runRepeatable(because("could not be read"), this::readAll);
    Set<TopicPartition> wanted = new HashSet<>(partitions);
    all.keySet().retainAll(wanted);
    return all;
  }

  // All of the group's: a group has as many rows as partitions, and one statement fits them all.
  private Map<TopicPartition, Long> readAll(Connection connection) throws SQLException {
    String sql =
        "SELECT topic, partition_number, next_offset FROM "
            + schema.table("position")
            + " WHERE group_name = ?";
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, group);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
        }
      }
    }
    return positions;
  }

  @Override
  public Map<TopicPartition, Long> begin(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> known = positions(positions.keySet());
    SortedMap<TopicPartition, Long> missing = new TreeMap<>(positions);
    missing.keySet().removeAll(known.keySet());
    if (missing.isEmpty()) {
      return known;
    }
    var unused =
        transactions.runRepeatable(
            because("could not be begun"),
            connection -> {
              for (Map.Entry<TopicPartition, Long> position : missing.entrySet()) {
                insert(connection, position.getKey(), position.getValue());
              }
              return missing.size();
            });
    return positions(positions.keySet());
  }

  /** True if there was none. */
  private boolean insert(Connection connection, TopicPartition partition, long offset)
      throws SQLException {
    String sql =
        schema
            .dialect()
            .ifAbsent(
                "INSERT INTO "
                    + schema.table("position")
                    + " (group_name, topic, partition_number, next_offset) VALUES (?, ?, ?, ?)");
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, group);
      insert.setString(2, partition.topic());
      insert.setInt(3, partition.partition());
      insert.setLong(4, offset);
      return Inserts.isNew(schema.dialect(), insert);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws OutcomeUnknownException the commit was not answered; positions() tells
   */
  @Override
  public void seek(Map<TopicPartition, Long> positions) {
    if (positions.isEmpty()) {
      return;
    }
    var unused =
        transactions.run(
            because("could not be set"),
            connection -> {
              for (Map.Entry<TopicPartition, Long> each : new TreeMap<>(positions).entrySet()) {
                set(connection, each.getKey(), each.getValue());
              }
              return positions.size();
            });
  }

  private void set(Connection connection, TopicPartition partition, long offset)
      throws SQLException {
    if (!update(connection, partition, offset) && !insert(connection, partition, offset)) {
      // Begun by another one just now; or it is there already, and the driver counts changes only.
      var unused = update(connection, partition, offset);
    }
  }

  private boolean update(Connection connection, TopicPartition partition, long offset)
      throws SQLException {
    String sql =
        "UPDATE "
            + schema.table("position")
            + " SET next_offset = ? WHERE group_name = ? AND topic = ? AND partition_number = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, offset);
      update.setString(2, group);
      update.setString(3, partition.topic());
      update.setInt(4, partition.partition());
      return update.executeUpdate() == 1;
    }
  }

  @Override
  public EffectTransaction<DatabaseTransaction> transaction() {
    return new InboxTransaction(
        Borrowed.from(transactions.dataSource()), schema, group, groupNumber, outgoing::add);
  }

  @Override
  public int forgetIds() {
    String sql =
        schema
            .dialect()
            .deleteSome(
                schema.table("message_id"),
                "group_number, id_hash",
                "group_number = ? AND stamp < " + schema.dialect().clockMillis() + " - ?",
                MOST_FORGOTTEN);
    return transactions.runRepeatable(
        "old message ids of group '" + group + "' could not be forgotten",
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setInt(1, groupNumber);
            delete.setLong(2, Durations.millis(retention));
            return delete.executeUpdate();
          }
        });
  }

  @Override
  public Set<Outgoing> outgoing() {
    return Set.copyOf(outgoing);
  }

  private String because(String what) {
    return "positions of group '" + group + "' " + what;
  }

  /** Nothing is held. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "InboxSession[" + group + " in " + schema.dialect().name() + "]";
  }
}
