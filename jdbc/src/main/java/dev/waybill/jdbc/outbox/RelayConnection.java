package dev.waybill.jdbc.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is kept for long: every statement is a transaction of its own, at read
 * committed, where deleting what is gone locks no gaps. Closing puts everything back.
 */
final class RelayConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RelayConnection.class);

  private final Connection connection;
  private final boolean autoCommit;
  private final int isolation;

  private RelayConnection(Connection connection, boolean autoCommit, int isolation) {
    this.connection = connection;
    this.autoCommit = autoCommit;
    this.isolation = isolation;
  }

  static RelayConnection open(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      RelayConnection opened =
          new RelayConnection(
              connection, connection.getAutoCommit(), connection.getTransactionIsolation());
      connection.setAutoCommit(true);
      int wanted = Connection.TRANSACTION_READ_COMMITTED;
      if (opened.isolation != wanted
          && connection.getMetaData().supportsTransactionIsolationLevel(wanted)) {
        connection.setTransactionIsolation(wanted);
      }
      return opened;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() {
    try {
      if (!connection.isClosed()) {
        if (connection.getTransactionIsolation() != isolation) {
          connection.setTransactionIsolation(isolation);
        }
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      LOG.debug("A connection could not be put back as it came; its pool will find it broken", e);
    } finally {
      closeQuietly(connection);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }
}
