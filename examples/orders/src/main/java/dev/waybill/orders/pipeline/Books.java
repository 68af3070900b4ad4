package dev.waybill.orders.pipeline;

import dev.waybill.Subscribe;
import dev.waybill.Subscription;

/**
 * Where payment and inventory keep what they have done: topics, or tables of a database. Either way
 * an effect and the position behind its order are committed in one transaction.
 */
public interface Books extends AutoCloseable {

  /** Starts payment: no card is charged twice. */
  Subscription payment(Subscribe.InGroup<Order> orders, Work<Charge> work);

  /** Starts inventory: nothing leaves the stock twice. */
  Subscription inventory(Subscribe.InGroup<Order> orders, Work<StockMovement> work);

  /** Lets go of what it holds; its subscriptions are closed before. */
  @Override
  void close();

  /**
   * What a service does with an order. Called by the service's own thread.
   *
   * @param <E> its effect
   */
  interface Work<E> {

    /** What happens because of the order; nothing has happened yet. */
    E effectOf(Order order);

    /** The order's effect is written, and its transaction still open. */
    void written(Order order);
  }
}
