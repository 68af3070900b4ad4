package dev.waybill.verifier.table;

import java.time.Duration;

/** What every script has in common: so many messages, and the one that meets the fault. */
final class Plot {
  static final int MESSAGES = 12;
  static final int STRUCK = 6;

  /** For events that come soon, and never late enough to fail a slow machine. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Message ids travel in it. */
  static final String ID_HEADER = "waybill-id";

  private static final long LOOK_MILLIS = 10;

  private Plot() {}

  /** Something that becomes true. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits for it, and says what was not seen if it does not come. */
  static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("expected " + what + " within " + PATIENCE);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
