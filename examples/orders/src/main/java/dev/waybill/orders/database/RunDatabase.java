package dev.waybill.orders.database;

import dev.waybill.error.RejectedException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The database of one run, with the shop's tables in it. Closing it leaves nothing behind: a server
 * of its own is deleted, tables in another one are dropped. {@link #close} from any thread.
 */
public final class RunDatabase implements AutoCloseable {

  private final Optional<PostgresProcess> server;
  private final TableAddress tables;
  private final String title;
  private boolean closed;

  private RunDatabase(Optional<PostgresProcess> server, TableAddress tables) throws SQLException {
    this.server = server;
    this.tables = tables;
    this.title = create();
  }

  /** The database of a server that has started; closed with the database, or if there is none. */
  public static RunDatabase on(PostgresProcess server) throws IOException {
    try {
      return new RunDatabase(
          Optional.of(server.awaitStarted()), new TableAddress(server.url(), "shop_"));
    } catch (SQLException e) {
      throw new IOException("the shop's tables could not be created in a server of their own", e);
    }
  }

  /**
   * The user's database.
   *
   * @param run names the tables: letters, digits and underscores, new in each run
   * @throws RejectedException there is no driver for it, it cannot be reached, or refuses
   */
  public static RunDatabase at(DatabaseAddress address, String run) {
    Pools.requireDriver(address.text());
    try (Connection connection = DriverManager.getConnection(address.text())) {
      connection.getMetaData();
    } catch (SQLException e) {
      throw Refusals.noConnection(address, e);
    }
    RunDatabase database;
    try {
      database =
          new RunDatabase(Optional.empty(), new TableAddress(address.text(), "demo_" + run + "_"));
    } catch (SQLException e) {
      throw Refusals.noTables(address, e);
    }
    try {
      database.lookFromOutside();
    } catch (SQLException e) {
      throw Refusals.notShared(address, e);
    }
    return database;
  }

  /** By another connection. A database that lives and dies with each of them has nothing then. */
  private void lookFromOutside() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT COUNT(*) FROM " + tables.prefix() + "accounts").close();
    }
  }

  private String create() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      new ShopTables(tables.prefix()).create(connection);
      connection.commit();
      DatabaseMetaData product = connection.getMetaData();
      return product.getDatabaseProductName()
          + " "
          + product.getDatabaseProductVersion().split("[ -]", 2)[0];
    }
  }

  /** A connection of its own; the caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(tables.url());
  }

  public TableAddress tables() {
    return tables;
  }

  /** Product and version: {@code PostgreSQL 18.1}. */
  public String title() {
    return title;
  }

  /** The server, if it is the run's own. */
  public Optional<PostgresProcess> server() {
    return server;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (server.isPresent()) {
      server.get().close();
      return;
    }
    try (Connection connection = connect()) {
      new ShopTables(tables.prefix()).drop(connection);
    } catch (SQLException e) {
      System.err.println("waybill demo: drop the tables " + tables + " by hand: " + e);
    }
  }
}
