package dev.waybill.jdbc.dialect;

import dev.waybill.message.TopicPartition;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PostgreSQL, 12 and newer.
 *
 * <p>Lists travel as arrays: the statements' texts do not depend on how many there are, so that the
 * driver prepares them on the server once per connection.
 *
 * <p>At read committed a conflicting row that this snapshot cannot see is skipped, which is what we
 * want of it; above that level PostgreSQL answers 40001, and the whole transaction is tried again.
 */
final class PostgreSqlDialect implements Dialect {

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public String id() {
    return "postgresql";
  }

  @Override
  public String schemaFolder() {
    return "postgresql";
  }

  @Override
  public String clockMillis() {
    // Of the statement: now() is the transaction's beginning.
    return "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS bigint)";
  }

  @Override
  public String ifAbsent(String insert) {
    return insert + " ON CONFLICT DO NOTHING";
  }

  @Override
  public String deleteSome(String table, String key, String condition, int limit) {
    return "DELETE FROM "
        + table
        + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM "
        + table
        + " WHERE "
        + condition
        + " LIMIT "
        + limit
        + " FOR UPDATE SKIP LOCKED))";
  }

  @Override
  public Optional<String> creationLock() {
    // Two CREATE TABLE IF NOT EXISTS at the same time fail on the catalogue's own keys.
    return Optional.of("SELECT pg_advisory_xact_lock(8749052104381093217)");
  }

  @Override
  public boolean[] insertIds(Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    String sql =
        "INSERT INTO "
            + table
            + " (group_number, id_hash, stamp) SELECT ?, ids.hash, "
            + clockMillis()
            + " FROM unnest(CAST(? AS bytea[])) AS ids (hash)"
            + " ON CONFLICT DO NOTHING RETURNING id_hash";
    Array array = connection.createArrayOf("bytea", hashes.toArray(new byte[0][]));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, group);
      insert.setArray(2, array);
      try (ResultSet inserted = insert.executeQuery()) {
        return ReturnedIds.isNew(hashes, inserted);
      }
    } finally {
      array.free();
    }
  }

  @Override
  public Map<TopicPartition, Long> lockPositions(
      Connection connection, String table, String group, List<TopicPartition> partitions)
      throws SQLException {
    // The rows are sorted before they are locked, which keeps two lockers from a deadlock.
    String sql =
        "SELECT p.topic, p.partition_number, p.next_offset FROM "
            + table
            + " p JOIN unnest(CAST(? AS text[]), CAST(? AS integer[])) AS wanted (topic, number)"
            + " ON p.topic = wanted.topic AND p.partition_number = wanted.number"
            + " WHERE p.group_name = ? ORDER BY p.topic, p.partition_number FOR UPDATE OF p";
    Object[] topics = partitions.stream().map(TopicPartition::topic).toArray();
    Object[] numbers = partitions.stream().map(TopicPartition::partition).toArray();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", topics));
      select.setArray(2, connection.createArrayOf("integer", numbers));
      select.setString(3, group);
      try (ResultSet rows = select.executeQuery()) {
        return Positions.read(rows);
      }
    }
  }

  @Override
  public TransactionMark mark(Connection connection) throws SQLException {
    return SavepointMark.in(connection);
  }

  @Override
  public KeyLocking keyLocking() {
    return KeyLocking.ADVISORY_LOCK;
  }

  @Override
  public FailureKind kindOf(SQLException failure) {
    String state = failure.getSQLState();
    return switch (state == null ? "" : state) {
      case "55P03" -> FailureKind.TRANSIENT;
      case "25P02" -> FailureKind.ABORTED;
      // An administrator, a crash, a start that goes on, idle for too long, too many connections.
      case "57P01", "57P02", "57P03", "57P05", "25P03", "53300" -> FailureKind.CONNECTION;
      default -> SqlStates.kindOf(failure);
    };
  }

  @Override
  public boolean refusedCommitIsRolledBack() {
    return true;
  }
}
