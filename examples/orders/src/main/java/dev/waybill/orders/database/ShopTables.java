package dev.waybill.orders.database;

import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.orders.pipeline.Charge;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.OrderGenerator;
import dev.waybill.orders.pipeline.StockMovement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shop's tables, and what is written into them. Immutable; every method works in the
 * transaction of the connection that it is given, and leaves the commit to the caller.
 *
 * @param prefix of their names: letters, digits and underscores
 */
public record ShopTables(String prefix) {

  private static final long OPENING_CENTS = 100_000_000;
  private static final long OPENING_QUANTITY = 1_000_000;

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE ${prefix}accounts (
            user_id VARCHAR(32) NOT NULL PRIMARY KEY,
            opening_cents BIGINT NOT NULL,
            balance_cents BIGINT NOT NULL
          )""",
          """
          CREATE TABLE ${prefix}charges (
            ${entry},
            order_id VARCHAR(32) NOT NULL,
            user_id VARCHAR(32) NOT NULL,
            user_sequence INTEGER NOT NULL,
            amount_cents BIGINT NOT NULL,
            run INTEGER NOT NULL,
            at_millis BIGINT NOT NULL
          )""",
          """
          CREATE TABLE ${prefix}stock (
            sku VARCHAR(32) NOT NULL PRIMARY KEY,
            opening_quantity BIGINT NOT NULL,
            quantity BIGINT NOT NULL
          )""",
          """
          CREATE TABLE ${prefix}stock_movements (
            ${entry},
            order_id VARCHAR(32) NOT NULL,
            user_id VARCHAR(32) NOT NULL,
            user_sequence INTEGER NOT NULL,
            line INTEGER NOT NULL,
            sku VARCHAR(32) NOT NULL,
            quantity BIGINT NOT NULL,
            run INTEGER NOT NULL,
            at_millis BIGINT NOT NULL
          )""");

  /** Creates them, with an account for each customer and a stock of each article. */
  public void create(Connection connection) throws SQLException {
    String entry = entryColumn(Dialect.of(connection));
    try (Statement statement = connection.createStatement()) {
      for (String table : SCHEMA) {
        statement.execute(table.replace("${prefix}", prefix).replace("${entry}", entry));
      }
    }
    List<String> users = new ArrayList<>();
    for (int user = 0; user < OrderGenerator.USERS; user++) {
      users.add(OrderGenerator.user(user));
    }
    open(connection, "accounts", users, OPENING_CENTS);
    List<String> articles = new ArrayList<>();
    for (int article = 0; article < OrderGenerator.ARTICLES; article++) {
      articles.add(OrderGenerator.article(article));
    }
    open(connection, "stock", articles, OPENING_QUANTITY);
  }

  private static String entryColumn(Dialect dialect) {
    return switch (dialect.id()) {
      case "mariadb", "mysql" -> "entry BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY";
      case "sqlite" -> "entry INTEGER PRIMARY KEY AUTOINCREMENT";
      default -> "entry BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    };
  }

  private void open(Connection connection, String table, List<String> keys, long opening)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + prefix + table + " VALUES (?, ?, ?)")) {
      for (String key : keys) {
        insert.setString(1, key);
        insert.setLong(2, opening);
        insert.setLong(3, opening);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Writes charges down, in their order, and takes their amounts from the accounts. */
  public void charge(Connection connection, List<Charge> charges) throws SQLException {
    Map<String, Long> amounts = new TreeMap<>();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + prefix
                + "charges (order_id, user_id, user_sequence, amount_cents, run, at_millis)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Charge charge : charges) {
        insert.setString(1, charge.orderId());
        insert.setString(2, charge.userId());
        insert.setInt(3, charge.sequence());
        insert.setLong(4, charge.amountCents());
        insert.setInt(5, charge.run());
        insert.setLong(6, charge.atMillis());
        insert.addBatch();
        amounts.merge(charge.userId(), charge.amountCents(), Long::sum);
      }
      insert.executeBatch();
    }
    subtract(connection, "accounts SET balance_cents = balance_cents - ? WHERE user_id", amounts);
  }

  /** Writes movements down, in their order, a row an item, and takes the items from the stock. */
  public void move(Connection connection, List<StockMovement> movements) throws SQLException {
    Map<String, Long> quantities = new TreeMap<>();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + prefix
                + "stock_movements (order_id, user_id, user_sequence, line, sku, quantity, run,"
                + " at_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (StockMovement movement : movements) {
        int line = 0;
        for (Order.Item item : movement.items()) {
          insert.setString(1, movement.orderId());
          insert.setString(2, movement.userId());
          insert.setInt(3, movement.sequence());
          insert.setInt(4, ++line);
          insert.setString(5, item.sku());
          insert.setLong(6, item.quantity());
          insert.setInt(7, movement.run());
          insert.setLong(8, movement.atMillis());
          insert.addBatch();
          quantities.merge(item.sku(), (long) item.quantity(), Long::sum);
        }
      }
      insert.executeBatch();
    }
    subtract(connection, "stock SET quantity = quantity - ? WHERE sku", quantities);
  }

  /** In the order of the keys: two transactions that lock the same rows must not cross. */
  private void subtract(Connection connection, String what, Map<String, Long> amounts)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE " + prefix + what + " = ?")) {
      List<String> keys = List.copyOf(amounts.keySet());
      for (Map.Entry<String, Long> amount : amounts.entrySet()) {
        update.setLong(1, amount.getValue());
        update.setString(2, amount.getKey());
        update.addBatch();
      }
      int[] counts = update.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 0) {
          throw new IllegalStateException(
              "expected a row to take from, found none: " + what + " = '" + keys.get(i) + "'");
        }
      }
    }
  }

  /** Drops every table whose name begins with the prefix, those of others included. */
  void drop(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(connection.getCatalog(), null, "%", new String[] {"TABLE", "BASE TABLE"})) {
      while (tables.next()) {
        String name = tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
        if (name.startsWith(prefix)) {
          names.add(name);
        }
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (String name : names) {
        statement.execute("DROP TABLE " + name);
      }
    }
  }
}
