package dev.waybill.orders.audit;

/** {@code o-} and the order's number, six digits at least. */
final class OrderIds {

  private static final String PREFIX = "o-";

  private OrderIds() {}

  static String id(long number) {
    String digits = Long.toString(number);
    return PREFIX + "0".repeat(Math.max(0, 6 - digits.length())) + digits;
  }

  /** The number in an id; −1 if it is none of ours. */
  static long number(String orderId) {
    try {
      return orderId.startsWith(PREFIX) ? Long.parseLong(orderId.substring(PREFIX.length())) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
