package dev.waybill.jdbc.dialect;

import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * H2, 2.2 and newer.
 *
 * <p>A plain INSERT waits for whoever inserts the same key, then fails as a duplicate and leaves
 * the transaction as it was. (MERGE looks first: of two at once, one still fails.)
 */
final class H2Dialect implements Dialect {

  @Override
  public String name() {
    return "H2";
  }

  @Override
  public String id() {
    return "h2";
  }

  @Override
  public String schemaFolder() {
    return "h2";
  }

  @Override
  public String clockMillis() {
    return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";
  }

  @Override
  public String ifAbsent(String insert) {
    return insert;
  }

  @Override
  public String deleteSome(String table, String key, String condition, int limit) {
    return "DELETE FROM " + table + " WHERE " + condition + " FETCH FIRST " + limit + " ROWS ONLY";
  }

  @Override
  public Optional<String> creationLock() {
    return Optional.empty();
  }

  @Override
  public boolean[] insertIds(Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    return CountedIds.rowByRow(this, connection, table, group, hashes);
  }

  @Override
  public Map<TopicPartition, Long> lockPositions(
      Connection connection, String table, String group, List<TopicPartition> partitions)
      throws SQLException {
    return Positions.oneByOne(connection, table, group, partitions, forUpdate());
  }

  /** H2 releases savepoints without looking for them; but its transactions have names. */
  @Override
  public TransactionMark mark(Connection connection) throws SQLException {
    String marked = transactionOf(connection);
    // Without a name it has neither locked nor written anything: there is nothing to be torn yet.
    return () -> marked == null || marked.equals(transactionOf(connection));
  }

  private static @Nullable String transactionOf(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT TRANSACTION_ID()")) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  @Override
  public KeyLocking keyLocking() {
    return KeyLocking.LOCKED_ROW;
  }

  @Override
  public FailureKind kindOf(SQLException failure) {
    return switch (failure.getErrorCode()) {
      // Lock timeout; concurrent update.
      case 50200, 90131 -> FailureKind.TRANSIENT;
      case 42102, 42103, 42104 -> FailureKind.MISSING_TABLE;
      // Broken; closed; shutting down.
      case 90067, 90098, 90121 -> FailureKind.CONNECTION;
      default -> SqlStates.kindOf(failure);
    };
  }

  @Override
  public boolean refusedCommitIsRolledBack() {
    return false;
  }
}
