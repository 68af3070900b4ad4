package dev.waybill.embedded.transaction;

import dev.waybill.engine.RetrySchedule;
import dev.waybill.error.OutcomeUnknownException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Waits between two attempts to end a transaction. */
final class Pause {

  private Pause() {}

  /**
   * @throws OutcomeUnknownException the thread was interrupted (its flag is kept) before the end
   *     was accepted
   */
  static void of(RetrySchedule retry, int failedAttempts) {
    try {
      TimeUnit.NANOSECONDS.sleep(
          retry.delayAfter(failedAttempts, ThreadLocalRandom.current()).toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException(
          "ending a transaction: interrupted while waiting to try again, so its end is not"
              + " decided; the broker aborts it at its timeout. Open a new session of the same id"
              + " to settle it now",
          e);
    }
  }
}
