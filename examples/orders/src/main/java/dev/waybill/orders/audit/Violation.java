package dev.waybill.orders.audit;

/**
 * A promise that was broken, and where to look.
 *
 * @param orderId the order; empty if the violation is not one order's
 */
public record Violation(Kind kind, AuditedService service, String orderId, String detail) {

  /** What may go wrong. */
  public enum Kind {
    /** Acknowledged, and no effect. */
    LOST,
    /** More than one effect. */
    DUPLICATED,
    /** A user's later order took effect before an earlier one. */
    OUT_OF_ORDER,
    /** Never acknowledged but stored, and some services know of it while this one does not. */
    TORN,
    /** An effect of an order that was never stored. */
    PHANTOM,
    /** An effect that says something else than its order. */
    ALTERED,
    /** A balance that is not what it was at first less what the orders took. */
    UNBALANCED,
    /** Evidence that cannot be read: a failed checksum, an unfinished line. */
    UNREADABLE,
    /** A transaction that was neither committed nor aborted when the run was over. */
    UNDECIDED
  }

  @Override
  public String toString() {
    String whose = orderId.isEmpty() ? "" : " " + orderId;
    return kind + " " + service.title() + whose + ": " + detail;
  }
}
