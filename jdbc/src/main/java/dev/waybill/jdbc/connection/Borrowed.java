package dev.waybill.jdbc.connection;

import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the user's, for one transaction: autocommit is off and it may write; both are put
 * back before it is given back. Its isolation is the user's and is left alone. One thread at a
 * time.
 *
 * <p>Round trips of borrowing and giving back: none on PostgreSQL; one each on MariaDB and MySQL,
 * none from a pool whose connections have autocommit off.
 */
public final class Borrowed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Borrowed.class);

  private final Connection connection;
  private final boolean wasAutoCommit;
  private final boolean wasReadOnly;
  private boolean ended;
  private boolean closed;

  private Borrowed(Connection connection, boolean wasAutoCommit, boolean wasReadOnly) {
    this.connection = connection;
    this.wasAutoCommit = wasAutoCommit;
    this.wasReadOnly = wasReadOnly;
  }

  /**
   * Borrows one.
   *
   * @throws RetriableException the pool has none, or the database cannot be reached; nothing was
   *     done
   * @throws RejectedException the database does not know the user or the name
   */
  public static Borrowed from(DataSource dataSource) {
    Connection connection = connect(dataSource);
    try {
      boolean autoCommit = connection.getAutoCommit();
      boolean readOnly = connection.isReadOnly();
      Borrowed borrowed = new Borrowed(connection, autoCommit, readOnly);
      if (readOnly) {
        connection.setReadOnly(false);
      }
      if (autoCommit) {
        connection.setAutoCommit(false);
      }
      return borrowed;
    } catch (SQLException e) {
      close(connection);
      throw unreachable(e);
    }
  }

  private static Connection connect(DataSource dataSource) {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      String state = e.getSQLState();
      if (state != null && (state.startsWith("28") || state.equals("3D000"))) {
        throw new RejectedException(
            "the database refuses the data source's user or database name; nothing was done: "
                + e.getMessage(),
            e);
      }
      throw unreachable(e);
    } catch (WaybillException e) {
      throw e;
    } catch (RuntimeException e) {
      // Some pools connect for the first time here, and fail in their own words.
      throw unreachable(e);
    }
  }

  private static RetriableException unreachable(Exception cause) {
    return new RetriableException(
        "expected a connection of the data source, found none: its pool is exhausted, or the"
            + " database cannot be reached; nothing was done, and it is tried again. A pool needs"
            + " a connection for each transaction that is open at the same time: "
            + cause.getMessage(),
        cause);
  }

  /** The connection, unguarded. */
  public Connection connection() {
    return connection;
  }

  /** Commits what is there. After a failure of it, nothing more is tried but to roll back. */
  public void commit() throws SQLException {
    connection.commit();
    ended = true;
  }

  /** Rolls back unless it was committed, puts everything back and closes. Never throws. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!ended) {
        connection.rollback();
      }
      if (wasAutoCommit) {
        connection.setAutoCommit(true);
      }
      if (wasReadOnly) {
        connection.setReadOnly(true);
      }
    } catch (SQLException e) {
      LOG.debug("A connection could not be put back as it came; its pool will find it broken", e);
    } finally {
      close(connection);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }
}
