package dev.waybill.orders.pipeline;

import java.util.List;

/**
 * A line of the stock ledger: these items left the warehouse.
 *
 * @param run which life of the process wrote it, from 1
 * @param atMillis when, in milliseconds since the epoch
 */
public record StockMovement(
    String orderId, String userId, int sequence, List<Order.Item> items, int run, long atMillis) {

  public StockMovement {
    items = List.copyOf(items);
  }
}
