package dev.waybill.broker.error;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Code of a caller that runs on a thread of the broker. What it throws is its own problem. */
public final class ForeignCode {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignCode.class);

  private ForeignCode() {}

  /** Runs it; an exception is logged and goes no further, for others depend on this thread. */
  public static void run(Runnable code) {
    try {
      code.run();
    } catch (RuntimeException | Error e) {
      LOG.error(
          "A wake-up or nudge of this application failed in {}. The broker goes on; whoever was to"
              + " be woken may not have noticed.",
          code.getClass().getName(),
          e);
    }
  }
}
