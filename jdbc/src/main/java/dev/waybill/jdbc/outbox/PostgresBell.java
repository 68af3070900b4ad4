package dev.waybill.jdbc.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * LISTEN on a connection and a thread of its own.
 *
 * <p>NOTIFY makes transactions commit one after the other, so it is done only while a lane sleeps.
 * An advisory lock, one for each lane, says whether it does:
 *
 * <pre>
 *   writer   tries the lock shared ─┬─ granted: the lane is awake. Held until the transaction ends
 *                                   └─ refused: the lane sleeps ──► NOTIFY, at the commit
 *   lane     tries it exclusive ────┬─ granted: no transaction is open that would not ring.
 *                                   │           Look once more, sleep, release when woken
 *                                   └─ refused: one is; go on looking
 * </pre>
 *
 * <p>Nobody waits for this lock. A lane of a relay that died asleep goes on holding it until
 * PostgreSQL misses its connection: writers ring meanwhile, and the new owner looks often.
 */
final class PostgresBell implements Bell {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresBell.class);

  /** How long a round of listening takes, and so closing. */
  private static final int LISTEN_MILLIS = 200;

  private static final long RECONNECT_MILLIS = 1_000;
  private static final int EVERY_LANE = -1;

  private final DataSource dataSource;
  private final OutboxTables tables;
  private final IntConsumer onRing;
  private final Thread thread;
  private volatile boolean listening;
  private volatile boolean closed;

  private PostgresBell(DataSource dataSource, OutboxTables tables, IntConsumer onRing) {
    this.dataSource = dataSource;
    this.tables = tables;
    this.onRing = onRing;
    this.thread = new Thread(this::listen, "waybill-outbox-bell");
    thread.setDaemon(true);
  }

  /**
   * Begins to listen.
   *
   * @param onRing told the lane, or −1 for every lane, on the bell's thread
   * @throws LinkageError PostgreSQL's own driver is not on the class path
   */
  static Bell open(DataSource dataSource, OutboxTables tables, IntConsumer onRing)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      if (!connection.isWrapperFor(PGConnection.class)) {
        LOG.info(
            "The data source's connections do not unwrap to {}: the outbox is polled and not woken",
            PGConnection.class.getName());
        return NONE;
      }
    }
    PostgresBell bell = new PostgresBell(dataSource, tables, onRing);
    bell.thread.start();
    return bell;
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public boolean hang(Connection connection, int lane) throws SQLException {
    return listening && ask(connection, "SELECT pg_try_advisory_lock(?, ?)", lane);
  }

  @Override
  public void takeDown(Connection connection, int lane) throws SQLException {
    ask(connection, "SELECT pg_advisory_unlock(?, ?)", lane);
  }

  private boolean ask(Connection connection, String sql, int lane) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, PostgresLocks.ofBells(tables));
      select.setInt(2, lane);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private void listen() {
    while (!closed) {
      try (RelayConnection borrowed = RelayConnection.open(dataSource)) {
        listenOn(borrowed.connection());
      } catch (SQLException | RuntimeException e) {
        LOG.warn(
            "Listening for the outbox's notifications failed; it is polled until they are back: {}",
            e.getMessage());
      } finally {
        listening = false;
        // Whoever sleeps would not be woken any more.
        onRing.accept(EVERY_LANE);
      }
      pause();
    }
  }

  private void listenOn(Connection connection) throws SQLException {
    String channel = PostgresLocks.channel(tables);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + channel);
      PGConnection postgres = connection.unwrap(PGConnection.class);
      listening = true;
      while (!closed) {
        PGNotification[] notifications = postgres.getNotifications(LISTEN_MILLIS);
        if (notifications != null) {
          for (PGNotification notification : notifications) {
            ring(notification);
          }
        }
      }
      statement.execute("UNLISTEN " + channel);
    }
  }

  private void ring(PGNotification notification) {
    try {
      onRing.accept(Integer.parseInt(notification.getParameter()));
    } catch (NumberFormatException e) {
      onRing.accept(EVERY_LANE); // somebody rang by hand
    }
  }

  private void pause() {
    long until = System.nanoTime() + RECONNECT_MILLIS * 1_000_000;
    while (!closed && System.nanoTime() - until < 0) {
      try {
        Thread.sleep(LISTEN_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(10L * LISTEN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
