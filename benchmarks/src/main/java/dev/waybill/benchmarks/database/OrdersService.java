package dev.waybill.benchmarks.database;

import dev.waybill.orders.database.ShopTables;
import dev.waybill.orders.pipeline.Charge;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.StockMovement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What the two services write for their orders, the same in all approaches. */
enum OrdersService {
  PAYMENT {
    @Override
    void write(Connection connection, ShopTables tables, List<Order> orders) throws SQLException {
      long now = System.currentTimeMillis();
      tables.charge(
          connection,
          orders.stream()
              .map(
                  order ->
                      new Charge(
                          order.orderId(),
                          order.userId(),
                          order.sequence(),
                          order.amountCents(),
                          1,
                          now))
              .toList());
    }
  },
  INVENTORY {
    @Override
    void write(Connection connection, ShopTables tables, List<Order> orders) throws SQLException {
      long now = System.currentTimeMillis();
      tables.move(
          connection,
          orders.stream()
              .map(
                  order ->
                      new StockMovement(
                          order.orderId(), order.userId(), order.sequence(), order.items(), 1, now))
              .toList());
    }
  };

  /** Writes the effects of these orders, in the transaction of the connection. */
  abstract void write(Connection connection, ShopTables tables, List<Order> orders)
      throws SQLException;
}
