package dev.waybill.benchmarks.database;

import dev.waybill.Delivery;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.orders.pipeline.Order;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** How a service's effects get into the database. */
public enum Approach {
  /** Ours, for a publisher that publishes once. */
  EXACTLY_ONCE("exactly-once") {
    @Override
    Subscription start(
        Subscribe.InGroup<Order> orders, OrdersService service, ShopDatabase database) {
      return orders
          .exactlyOnce(database.inbox())
          .publishedOnce()
          .handleBatches(
              (batch, transaction) ->
                  service.write(transaction.connection(), database.tables(), messages(batch)));
    }
  },

  /** Ours, for a publisher that may repeat: a row for each message's id. */
  EXACTLY_ONCE_WITH_IDS("exactly-once, ids kept") {
    @Override
    Subscription start(
        Subscribe.InGroup<Order> orders, OrdersService service, ShopDatabase database) {
      return orders
          .exactlyOnce(database.inbox())
          .handleBatches(
              (batch, transaction) ->
                  service.write(transaction.connection(), database.tables(), messages(batch)));
    }
  },

  /** The same inserts in the same batches, and nothing about repeats. */
  AT_LEAST_ONCE("at-least-once, no de-duplication") {
    @Override
    Subscription start(
        Subscribe.InGroup<Order> orders, OrdersService service, ShopDatabase database) {
      return orders
          .atLeastOnce()
          .handleBatches(
              batch -> {
                try (Connection connection = database.connect()) {
                  service.write(connection, database.tables(), messages(batch));
                  connection.commit();
                }
              });
    }
  },

  /** The textbook: look the message up, then write; a transaction and a thread per partition. */
  SELECT_THEN_INSERT("SELECT then INSERT, a message a transaction") {
    @Override
    Subscription start(
        Subscribe.InGroup<Order> orders, OrdersService service, ShopDatabase database) {
      return oneByOne(orders, service, database, Approach::isNewBySelect);
    }
  },

  /** The same without the look. */
  ON_CONFLICT("INSERT … ON CONFLICT, a message a transaction") {
    @Override
    Subscription start(
        Subscribe.InGroup<Order> orders, OrdersService service, ShopDatabase database) {
      return oneByOne(orders, service, database, Approach::isNewByInsert);
    }
  };

  /** What the last two remember messages in. */
  static final String PROCESSED =
      "CREATE TABLE processed_messages (service varchar(32) NOT NULL, message_id varchar(64) NOT"
          + " NULL, PRIMARY KEY (service, message_id))";

  private static final int PARTITIONS = 4;

  private final String label;

  Approach(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Starts a service. */
  abstract Subscription start(
      Subscribe.InGroup<Order> orders, OrdersService service, ShopDatabase database);

  private interface Memory {
    boolean isNew(Connection connection, OrdersService service, String id) throws SQLException;
  }

  private static Subscription oneByOne(
      Subscribe.InGroup<Order> orders,
      OrdersService service,
      ShopDatabase database,
      Memory memory) {
    return orders
        .atLeastOnce()
        .concurrency(PARTITIONS)
        .handle(
            order -> {
              try (Connection connection = database.connect()) {
                if (memory.isNew(connection, service, order.orderId())) {
                  service.write(connection, database.tables(), List.of(order));
                }
                connection.commit();
              }
            });
  }

  private static boolean isNewBySelect(Connection connection, OrdersService service, String id)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM processed_messages WHERE service = ? AND message_id = ?")) {
      select.setString(1, service.name());
      select.setString(2, id);
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          return false;
        }
      }
    }
    return insert(connection, service, id, "") == 1;
  }

  private static boolean isNewByInsert(Connection connection, OrdersService service, String id)
      throws SQLException {
    return insert(connection, service, id, " ON CONFLICT DO NOTHING") == 1;
  }

  private static int insert(Connection connection, OrdersService service, String id, String suffix)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO processed_messages (service, message_id) VALUES (?, ?)" + suffix)) {
      insert.setString(1, service.name());
      insert.setString(2, id);
      return insert.executeUpdate();
    }
  }

  private static List<Order> messages(List<Delivery<Order>> batch) {
    return batch.stream().map(Delivery::message).toList();
  }
}
