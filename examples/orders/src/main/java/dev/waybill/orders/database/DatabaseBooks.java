package dev.waybill.orders.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.Delivery;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.jdbc.Inbox;
import dev.waybill.orders.pipeline.Books;
import dev.waybill.orders.pipeline.Charge;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.StockMovement;
import java.util.List;

/**
 * Ledgers as tables: a charge, the account it is taken from and the position behind its order are
 * one database transaction.
 *
 * <p>Orders carry ids, but they need not be remembered: the intake publishes each order once, in
 * transactions.
 */
public final class DatabaseBooks implements Books {

  /** One for each service's transaction, one for each service's position, and no more. */
  private static final int CONNECTIONS = 4;

  private final HikariDataSource pool;
  private final Inbox inbox;
  private final ShopTables tables;

  private DatabaseBooks(HikariDataSource pool, TableAddress address) {
    this.pool = pool;
    this.inbox = Inbox.in(pool).tablePrefix(address.prefix() + "waybill_").createSchema();
    this.tables = new ShopTables(address.prefix());
  }

  /**
   * Books in tables that are there.
   *
   * @throws dev.waybill.error.RejectedException no driver for the URL is on the class path
   */
  public static DatabaseBooks open(TableAddress address) {
    return new DatabaseBooks(Pools.open(address.url(), CONNECTIONS), address);
  }

  @Override
  public Subscription payment(Subscribe.InGroup<Order> orders, Work<Charge> work) {
    return orders
        .exactlyOnce(inbox)
        .publishedOnce()
        .handleBatches(
            (batch, transaction) -> {
              tables.charge(transaction.connection(), effects(batch, work));
              batch.forEach(delivery -> work.written(delivery.message()));
            });
  }

  @Override
  public Subscription inventory(Subscribe.InGroup<Order> orders, Work<StockMovement> work) {
    return orders
        .exactlyOnce(inbox)
        .publishedOnce()
        .handleBatches(
            (batch, transaction) -> {
              tables.move(transaction.connection(), effects(batch, work));
              batch.forEach(delivery -> work.written(delivery.message()));
            });
  }

  private static <E> List<E> effects(List<Delivery<Order>> batch, Work<E> work) {
    return batch.stream().map(delivery -> work.effectOf(delivery.message())).toList();
  }

  @Override
  public void close() {
    pool.close();
  }
}
