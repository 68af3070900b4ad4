package dev.waybill.orders.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.error.RejectedException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** Pools of connections, as an application would have them. */
public final class Pools {

  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

  private Pools() {}

  /**
   * Opens a pool. Connects to nothing yet.
   *
   * @throws RejectedException no driver for the URL is on the class path
   */
  public static HikariDataSource open(String url, int connections) {
    requireDriver(url);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(connections);
    // Every transaction begins by hand: so nothing is to be changed when a connection is lent.
    config.setAutoCommit(false);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setInitializationFailTimeout(-1);
    if (url.startsWith(POSTGRESQL)) {
      // A batch of inserts becomes few statements of many rows; other drivers do so unasked.
      config.addDataSourceProperty("reWriteBatchedInserts", "true");
    }
    return new HikariDataSource(config);
  }

  static void requireDriver(String url) {
    try {
      DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw new RejectedException(
          "expected a driver for "
              + DatabaseAddress.withoutSecrets(url)
              + " on the class path, found none; nothing was run. PostgreSQL's is there; name the"
              + " jar of another one in WAYBILL_CLASS_PATH",
          e);
    }
  }
}
