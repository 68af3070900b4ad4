package dev.waybill.benchmarks.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.jdbc.Inbox;
import dev.waybill.orders.database.Pools;
import dev.waybill.orders.database.PostgresProcess;
import dev.waybill.orders.database.RunDatabase;
import dev.waybill.orders.database.ShopTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A server with the shop's tables, and a pool of connections to it; all of it ends on close. */
final class ShopDatabase implements AutoCloseable {

  private static final int CONNECTIONS = 16;

  private final RunDatabase database;
  private final HikariDataSource pool;
  private final ShopTables tables;

  private ShopDatabase(RunDatabase database) {
    this.database = database;
    this.pool = Pools.open(database.tables().url(), CONNECTIONS);
    this.tables = new ShopTables(database.tables().prefix());
  }

  /** A new one, on the disk that is measured. */
  static ShopDatabase start(Workbench workbench) throws IOException, InterruptedException {
    Path directory =
        Files.createDirectory(workbench.directory().resolve("server-" + workbench.round()));
    PostgresProcess server = PostgresProcess.launch(directory);
    boolean ready = false;
    try {
      ShopDatabase started = in(RunDatabase.on(server));
      ready = true;
      return started;
    } finally {
      if (!ready) {
        server.close();
      }
    }
  }

  /** One that is there already; it is closed with this. */
  static ShopDatabase in(RunDatabase database) {
    return new ShopDatabase(database);
  }

  HikariDataSource pool() {
    return pool;
  }

  ShopTables tables() {
    return tables;
  }

  Inbox inbox() {
    return Inbox.in(pool).createSchema();
  }

  Connection connect() throws SQLException {
    return pool.getConnection();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
    }
  }

  /** The number that a query answers with; {@code ${prefix}} stands for the tables' prefix. */
  long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.replace("${prefix}", tables.prefix()))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /**
   * Fails unless both services' books hold that many orders, each once: nothing here is ever
   * killed, so none of the ways to do it may lose or repeat any.
   */
  void requireBooks(long orders) throws SQLException {
    require("charges", "SELECT count(*) FROM ${prefix}charges", orders);
    require("charged orders", "SELECT count(DISTINCT order_id) FROM ${prefix}charges", orders);
    require(
        "moved orders", "SELECT count(DISTINCT order_id) FROM ${prefix}stock_movements", orders);
  }

  private void require(String what, String query, long expected) throws SQLException {
    long found = number(query);
    if (found != expected) {
      throw new IllegalStateException("expected " + expected + " " + what + ", found " + found);
    }
  }

  @Override
  public void close() {
    pool.close();
    database.close();
  }
}
