package dev.waybill.orders.audit;

/** Whose work is audited, and what it was promised. */
public enum AuditedService {
  /** The orders themselves, published in transactions. */
  INTAKE("intake", "exactly-once", false, false),
  PAYMENT("payment", "exactly-once", false, false),
  INVENTORY("inventory", "exactly-once", false, false),
  NOTIFICATION("notification", "at-least-once", false, true),
  ANALYTICS("analytics", "at-most-once", true, false);

  private final String title;
  private final String guarantee;
  private final boolean mayLose;
  private final boolean mayRepeat;

  AuditedService(String title, String guarantee, boolean mayLose, boolean mayRepeat) {
    this.title = title;
    this.guarantee = guarantee;
    this.mayLose = mayLose;
    this.mayRepeat = mayRepeat;
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
}
