package dev.waybill.orders.pipeline;

import java.util.List;

/**
 * An order as the shop took it.
 *
 * @param orderId {@code o-000001} for order number 1
 * @param userId whose order it is; the key, so one user's orders stay in order
 * @param sequence which of the user's orders this is, from 1 without gaps
 * @param amountCents what is charged
 * @param items what leaves the stock
 */
public record Order(
    String orderId, String userId, int sequence, long amountCents, List<Item> items) {

  public Order {
    items = List.copyOf(items);
  }

  /** So many of one article. */
  public record Item(String sku, int quantity) {}

  /** The place of this order among all orders of the shop, from 1. */
  public long number() {
    return Long.parseLong(orderId, 2, orderId.length(), 10);
  }

  static String idOf(long number) {
    return String.format("o-%06d", number);
  }
}
