package dev.waybill.verifier.table;

import java.util.Locale;

/** Where it is looked. */
public enum Hop {
  /** From the application to the log. Counted: the message's records. */
  PUBLISH,
  /**
   * From the log to the handler. Counted: notes that the handler publishes, as readers see them.
   */
  DELIVER,
  /** From the application to the database, all the way. Counted: rows. */
  EFFECT;

  /** As tables show it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
