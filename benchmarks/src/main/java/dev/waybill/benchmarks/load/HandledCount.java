package dev.waybill.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts what one handler thread has handled, for another thread that waits for a number. The
 * handler wakes it: a waiter that looked every now and then would be measured along.
 */
public final class HandledCount {

  /** In case the handler counted just before it was told what is awaited. */
  private static final long LOOK_EVERY_NANOS = 10_000_000;

  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** A number that somebody waits for. */
  private record Awaited(long number, Thread by) {}

  private static final Awaited NOTHING = new Awaited(Long.MAX_VALUE, Thread.currentThread());

  private final AtomicLong handled = new AtomicLong();
  private volatile Awaited awaited = NOTHING;

  /** For the one thread that handles. */
  public void add(long messages) {
    long now = handled.getPlain() + messages;
    handled.setRelease(now);
    Awaited next = awaited;
    if (now >= next.number) {
      awaited = NOTHING;
      LockSupport.unpark(next.by);
    }
  }

  public long now() {
    return handled.getAcquire();
  }

  /**
   * Waits until that many were handled, or until none was for ten seconds: then the rest is lost.
   *
   * @return whether they were
   */
  public boolean await(long expected) {
    awaited = new Awaited(expected, Thread.currentThread());
    long seen = now();
    long since = System.nanoTime();
    while (seen < expected) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      long latest = now();
      if (latest != seen) {
        seen = latest;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        return false;
      }
    }
    return true;
  }

  /** As {@link #await}, where fewer are a failure. */
  public void awaitAll(long expected) {
    if (!await(expected)) {
      throw new IllegalStateException(
          "expected " + expected + " messages, found " + now() + " and no more for 10 seconds");
    }
  }
}
