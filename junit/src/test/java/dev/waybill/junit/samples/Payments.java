package dev.waybill.junit.samples;

import dev.waybill.Topic;
import dev.waybill.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Orders, and a table of what was charged for them. */
final class Payments {

  record Order(String orderId, String userId) {}

  static final Codec<Order> CODEC =
      Codec.of(
          order -> (order.orderId() + "/" + order.userId()).getBytes(StandardCharsets.UTF_8),
          bytes -> {
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split("/", -1);
            return new Order(parts[0], parts[1]);
          });

  static final Topic<Order> WITHOUT_ID =
      Topic.named("orders").of(CODEC).key(Order::userId).partitions(1);
  static final Topic<Order> ORDERS = WITHOUT_ID.id(Order::orderId);

  static final Order[] THREE = {
    new Order("o-1", "ann"), new Order("o-2", "bob"), new Order("o-3", "ann")
  };

  private Payments() {}

  /** A database in memory with an empty table of charges. */
  static DataSource database(String name, boolean unique) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS charge");
      statement.execute(
          "CREATE TABLE charge (order_id VARCHAR(40)" + (unique ? " PRIMARY KEY)" : ")"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return dataSource;
  }

  static List<String> charges(DataSource dataSource) throws SQLException {
    List<String> charged = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT order_id FROM charge")) {
      while (rows.next()) {
        charged.add(rows.getString(1));
      }
    }
    return charged;
  }

  static void charge(DataSource dataSource, Order order) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      charge(connection, order);
    }
  }

  static void charge(Connection connection, Order order) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO charge VALUES (?)")) {
      insert.setString(1, order.orderId());
      insert.executeUpdate();
    }
  }

  static boolean isCharged(DataSource dataSource, Order order) throws SQLException {
    return charges(dataSource).contains(order.orderId());
  }
}
