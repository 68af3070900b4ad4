package dev.waybill.orders.pipeline;

import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import java.util.List;

/** Ledgers as topics: charges in {@code payments}, movements in {@code stock-movements}. */
public record TopicBooks(Shop shop) implements Books {

  @Override
  public Subscription payment(Subscribe.InGroup<Order> orders, Work<Charge> work) {
    return into(shop.payments(), orders, work);
  }

  @Override
  public Subscription inventory(Subscribe.InGroup<Order> orders, Work<StockMovement> work) {
    return into(shop.stockMovements(), orders, work);
  }

  private static <E> Subscription into(
      Topic<E> ledger, Subscribe.InGroup<Order> orders, Work<E> work) {
    return orders
        .exactlyOnce()
        .into(ledger)
        .process(
            order -> {
              E effect = work.effectOf(order);
              work.written(order);
              return List.of(effect);
            });
  }

  @Override
  public void close() {}
}
