package dev.waybill.embedded.consume;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes the one thread that polls. Ringing costs a write, and a wake-up only when it sleeps. */
final class Bell {
  private volatile boolean rung;
  private volatile @Nullable Thread sleeper;

  /** Any thread. */
  void ring() {
    rung = true;
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Before looking at what the bell announces, so that a ring after the look is not lost. */
  void hush() {
    rung = false;
  }

  /** Sleeps until the bell rings, the time is up or the thread is interrupted (the flag stays). */
  void sleep(long nanos) {
    long end = System.nanoTime() + nanos;
    sleeper = Thread.currentThread();
    try {
      long left = nanos;
      while (!rung && left > 0 && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(this, left);
        left = end - System.nanoTime();
      }
    } finally {
      sleeper = null;
    }
  }
}
