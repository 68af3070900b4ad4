package dev.waybill.jdbc.dialect;

import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SQLite, 3.35 and newer, in any journal mode.
 *
 * <p>There is one writer at a time, and whoever holds that lock holds every row: {@link
 * #beginWriting} takes it with a statement that changes nothing, as BEGIN IMMEDIATE would, whatever
 * mode the driver begins in. Others wait for the connection's busy timeout, then are told to try
 * again.
 */
final class SqliteDialect implements Dialect {

  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int CONSTRAINT = 19;

  @Override
  public String name() {
    return "SQLite";
  }

  @Override
  public String id() {
    return "sqlite";
  }

  @Override
  public String schemaFolder() {
    return "sqlite";
  }

  @Override
  public String clockMillis() {
    // One 'now' for all of a statement; 2440587.5 is 1970-01-01 as a Julian day.
    return "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)";
  }

  @Override
  public String ifAbsent(String insert) {
    return insert + " ON CONFLICT DO NOTHING";
  }

  @Override
  public String forUpdate() {
    return "";
  }

  @Override
  public String forUpdateSkipLocked() {
    return "";
  }

  @Override
  public String deleteSome(String table, String key, String condition, int limit) {
    return "DELETE FROM "
        + table
        + " WHERE ("
        + key
        + ") IN (SELECT "
        + key
        + " FROM "
        + table
        + " WHERE "
        + condition
        + " LIMIT "
        + limit
        + ")";
  }

  @Override
  public Optional<String> creationLock() {
    return Optional.empty();
  }

  @Override
  public void beginWriting(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM " + table + " WHERE 1 = 0");
    }
  }

  @Override
  public boolean[] insertIds(Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    return ReturnedIds.insert(this, connection, table, group, hashes);
  }

  @Override
  public Map<TopicPartition, Long> lockPositions(
      Connection connection, String table, String group, List<TopicPartition> partitions)
      throws SQLException {
    beginWriting(connection, table);
    return Positions.oneByOne(connection, table, group, partitions, forUpdate());
  }

  @Override
  public TransactionMark mark(Connection connection) throws SQLException {
    return SavepointMark.in(connection);
  }

  @Override
  public KeyLocking keyLocking() {
    return KeyLocking.SINGLE_WRITER;
  }

  @Override
  public FailureKind kindOf(SQLException failure) {
    // Drivers give the primary code, or the extended one above it.
    int code = failure.getErrorCode() & 0xff;
    String message = String.valueOf(failure.getMessage());
    if (code == BUSY || code == LOCKED) {
      return FailureKind.TRANSIENT;
    }
    if (code == CONSTRAINT) {
      return message.contains("UNIQUE") || message.contains("PRIMARY")
          ? FailureKind.DUPLICATE_KEY
          : FailureKind.CONSTRAINT;
    }
    if (message.contains("no such table")) {
      return FailureKind.MISSING_TABLE;
    }
    return SqlStates.kindOf(failure);
  }

  @Override
  public boolean refusedCommitIsRolledBack() {
    return false;
  }
}
