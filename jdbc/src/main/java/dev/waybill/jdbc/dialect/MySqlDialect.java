package dev.waybill.jdbc.dialect;

import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MySQL, 8.0 and newer, with InnoDB.
 *
 * <p>At repeatable read, its default, FOR UPDATE reads what is committed now and not the snapshot:
 * a lock tells the settled position at every level.
 */
class MySqlDialect implements Dialect {

  @Override
  public String name() {
    return "MySQL";
  }

  @Override
  public String id() {
    return "mysql";
  }

  @Override
  public String schemaFolder() {
    return "mariadb";
  }

  @Override
  public String clockMillis() {
    // Not UNIX_TIMESTAMP(NOW(3)): that goes through the session's zone, where an hour comes twice.
    return "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)";
  }

  @Override
  public String ifAbsent(String insert) {
    return insert.replaceFirst("^INSERT ", "INSERT IGNORE ");
  }

  @Override
  public String deleteSome(String table, String key, String condition, int limit) {
    return "DELETE FROM " + table + " WHERE " + condition + " LIMIT " + limit;
  }

  @Override
  public Optional<String> creationLock() {
    return Optional.empty();
  }

  @Override
  public boolean[] insertIds(Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    return CountedIds.insert(this, connection, table, group, hashes);
  }

  @Override
  public Map<TopicPartition, Long> lockPositions(
      Connection connection, String table, String group, List<TopicPartition> partitions)
      throws SQLException {
    return Positions.union(connection, table, group, partitions);
  }

  @Override
  public TransactionMark mark(Connection connection) throws SQLException {
    return SavepointMark.in(connection);
  }

  @Override
  public KeyLocking keyLocking() {
    return KeyLocking.LOCKED_ROW;
  }

  @Override
  public FailureKind kindOf(SQLException failure) {
    return switch (failure.getErrorCode()) {
      // Lock wait timeout; deadlock; changed since the snapshot (innodb_snapshot_isolation).
      case 1205, 1213, 1020 -> FailureKind.TRANSIENT;
      case 1062, 1586 -> FailureKind.DUPLICATE_KEY;
      case 1146 -> FailureKind.MISSING_TABLE;
      // Too many connections; shutdown; killed; gone away; lost during the query.
      case 1040, 1053, 1927, 2006, 2013 -> FailureKind.CONNECTION;
      default -> SqlStates.kindOf(failure);
    };
  }

  @Override
  public boolean refusedCommitIsRolledBack() {
    return false;
  }
}
