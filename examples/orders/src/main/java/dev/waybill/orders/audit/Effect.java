package dev.waybill.orders.audit;

import java.util.Map;

/**
 * Something that happened because of an order: its event, its charge, its stock movement, its line.
 *
 * @param content what it says beyond its order: {@code amountCents} and {@code items}, as far as it
 *     says them
 * @param run which life of the process did it; 0 if it does not say
 * @param atMillis when, in milliseconds since the epoch; 0 if it does not say
 */
public record Effect(
    String orderId,
    String userId,
    int sequence,
    Map<String, String> content,
    int run,
    long atMillis,
    Place place) {

  public Effect {
    content = Map.copyOf(content);
  }

  /**
   * Where it was found.
   *
   * @param container a partition ({@code payments-2}), a file or a table
   * @param position the offset, the line number or the number of the entry
   */
  public record Place(String container, long position) {
    @Override
    public String toString() {
      return container + "@" + position;
    }
  }
}
