package dev.waybill.kafka.translation;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Calls of Kafka's clients that must not end half-way. Kafka gives up waiting at an interrupt or a
 * wake-up, after which the outcome would be unknown for no good reason; every call made through
 * here may be repeated without harm, and is.
 */
public final class Blocking {

  private Blocking() {}

  /**
   * Calls until the answer is there. An interrupt is put off: its flag is set again on return.
   *
   * @param wokenUp run when a wake-up was swallowed, so that it can be given to whom it was for
   */
  public static <T> T call(Runnable wokenUp, Supplier<T> repeatable) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return repeatable.get();
        } catch (WakeupException e) {
          wokenUp.run();
        } catch (InterruptException e) {
          interrupted = true;
          boolean cleared = Thread.interrupted(); // the exception has set it again
          assert cleared || interrupted;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** As {@link #call}, for calls that answer nothing and that nothing wakes up. */
  public static void run(Runnable repeatable) {
    Object unused =
        call(
            () -> {},
            () -> {
              repeatable.run();
              return "";
            });
  }
}
