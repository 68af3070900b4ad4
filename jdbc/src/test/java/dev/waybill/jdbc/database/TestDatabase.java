package dev.waybill.jdbc.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * One database of a server.
 *
 * @param url where it is
 */
public record TestDatabase(String url, String user, String password) {

  /** A data source without a pool: every connection is a new one. */
  public DataSource dataSource() {
    return new PlainDataSource(url, user, password);
  }

  /** A pool of connections; close it. */
  public HikariDataSource pool(int connections) {
    return pool(connections, 10_000);
  }

  /** A pool whose users wait for a connection for no longer than that; close it. */
  public HikariDataSource pool(int connections, long timeoutMillis) {
    return new HikariDataSource(config(connections, timeoutMillis));
  }

  /** A pool whose connections begin with that statement; close it. */
  public HikariDataSource poolBeginningWith(String sql) {
    HikariConfig config = config(4, 10_000);
    config.setConnectionInitSql(sql);
    return new HikariDataSource(config);
  }

  private HikariConfig config(int connections, long timeoutMillis) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(timeoutMillis);
    return config;
  }

  /** The same database by another way: through a proxy's port. */
  public TestDatabase through(int port) {
    return new TestDatabase(url.replaceFirst(":\\d+/", ":" + port + "/"), user, password);
  }

  /** The same with something more in its URL: {@code "socketTimeout=5"}. */
  public TestDatabase with(String option) {
    return new TestDatabase(url + (url.contains("?") ? "&" : "?") + option, user, password);
  }

  public int port() {
    return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** Runs statements, each committed. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number that a query answers with. */
  public long number(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
