package dev.waybill.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A savepoint at the transaction's beginning: it ends with the transaction, so releasing it fails
 * in any other one. PostgreSQL refuses it in an aborted transaction as well.
 *
 * <p>By statements, not by {@link Connection#setSavepoint}: some drivers release without asking the
 * database.
 */
final class SavepointMark implements TransactionMark {

  private static final String NAME = "waybill_began";

  private final Connection connection;

  private SavepointMark(Connection connection) {
    this.connection = connection;
  }

  static SavepointMark in(Connection connection) throws SQLException {
    execute(connection, "SAVEPOINT " + NAME);
    return new SavepointMark(connection);
  }

  @Override
  public boolean isStillOpen() throws SQLException {
    execute(connection, "RELEASE SAVEPOINT " + NAME);
    return true;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
