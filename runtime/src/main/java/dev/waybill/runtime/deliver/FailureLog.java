package dev.waybill.runtime.deliver;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says that something keeps failing without filling the disk with it: the first time, then every
 * ten seconds, with the number left out between. One thread.
 */
final class FailureLog {

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Logger log;
  private final String what;
  private long unsaid;
  private long lastNanos;
  private boolean begun;

  FailureLog(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  void failed(Throwable cause) {
    long now = System.nanoTime();
    if (begun && now - lastNanos < PERIOD_NANOS) {
      unsaid++;
      return;
    }
    log.warn("{} ({} more since the last line)", what, unsaid, cause);
    begun = true;
    unsaid = 0;
    lastNanos = now;
  }
}
