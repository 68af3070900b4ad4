package dev.waybill.contract;

import java.time.Duration;

/** The end of a wait. */
final class Deadline {

  private final Duration patience;
  private final long end;

  Deadline(Duration patience) {
    this.patience = patience;
    this.end = System.nanoTime() + patience.toNanos();
  }

  boolean isOver() {
    return System.nanoTime() - end > 0;
  }

  /** Fails once the wait is over. */
  void check(String what) {
    if (isOver()) {
      throw new AssertionError("expected within " + patience.toMillis() + " ms: " + what);
    }
  }
}
