package dev.waybill.orders.audit;

/** Whose work is audited, and what it was promised. */
public enum AuditedService {
  /** The orders themselves, published in transactions. */
  INTAKE("intake", "exactly-once", false, false, false),
  PAYMENT("payment", "exactly-once", false, false, false),
  INVENTORY("inventory", "exactly-once", false, false, false),
  NOTIFICATION("notification", "at-least-once", false, true, true),
  ANALYTICS("analytics", "at-most-once", true, false, true);

  private final String title;
  private final String guarantee;
  private final boolean mayLose;
  private final boolean mayRepeat;
  private final boolean actsOutside;

  AuditedService(
      String title, String guarantee, boolean mayLose, boolean mayRepeat, boolean actsOutside) {
    this.title = title;
    this.guarantee = guarantee;
    this.mayLose = mayLose;
    this.mayRepeat = mayRepeat;
    this.actsOutside = actsOutside;
  }

  public String title() {
    return title;
  }

  public String guarantee() {
    return guarantee;
  }

  boolean mayLose() {
    return mayLose;
  }

  boolean mayRepeat() {
    return mayRepeat;
  }

  /**
   * Its effects take part in no transaction: nothing can refuse those of a process that is late.
   */
  boolean actsOutside() {
    return actsOutside;
  }
}
