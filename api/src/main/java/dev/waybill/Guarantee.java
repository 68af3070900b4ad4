package dev.waybill;

/** What is promised for a hop. */
public enum Guarantee {
  /** May be lost, never repeated: metrics, telemetry, logs. */
  AT_MOST_ONCE("at-most-once", true, false),
  /** Never lost, may be repeated: orders, e-mail; the right default. */
  AT_LEAST_ONCE("at-least-once", false, true),
  /** Neither lost nor repeated, in its effect: payments, ledgers, stock. */
  EXACTLY_ONCE("exactly-once", false, false);

  private final String text;
  private final boolean mayLose;
  private final boolean mayRepeat;

  Guarantee(String text, boolean mayLose, boolean mayRepeat) {
    this.text = text;
    this.mayLose = mayLose;
    this.mayRepeat = mayRepeat;
  }

  public boolean mayLose() {
    return mayLose;
  }

  public boolean mayRepeat() {
    return mayRepeat;
  }

  /** Reads {@code at-most-once}, {@code at-least-once} or {@code exactly-once}. */
  public static Guarantee parse(String text) {
    for (Guarantee guarantee : values()) {
      if (guarantee.text.equalsIgnoreCase(text) || guarantee.name().equalsIgnoreCase(text)) {
        return guarantee;
      }
    }
    throw new IllegalArgumentException(
        "expected at-most-once, at-least-once or exactly-once, found '" + text + "'");
  }

  /** The guarantee as users write it, {@code at-least-once} for instance. */
  @Override
  public String toString() {
    return text;
  }
}
