package dev.waybill.verifier.history;

/** A history that cannot be read on: nothing may be concluded from it. */
public final class DamagedHistory extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long line;

  DamagedHistory(long line, String expectedAndFound, Throwable cause) {
    super(message(line, expectedAndFound), cause);
    this.line = line;
  }

  DamagedHistory(long line, String expectedAndFound) {
    super(message(line, expectedAndFound));
    this.line = line;
  }

  private static String message(long line, String expectedAndFound) {
    return "line "
        + line
        + " of the history: "
        + expectedAndFound
        + "; a history with a damaged line proves nothing: record it again";
  }

  /** Counts from 1. */
  public long line() {
    return line;
  }
}
