package dev.waybill.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages at a fixed rate, whatever becomes of the earlier ones: an open loop. Each has the time
 * at which it was meant to be sent; latency counts from there, so that a stall is charged to every
 * message that it held up and not to one alone (coordinated omission).
 */
public final class Schedule {

  private final long startNanos = System.nanoTime();
  private final long intervalNanos;
  private final long count;

  public Schedule(int perSecond, long count) {
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.count = count;
  }

  public long count() {
    return count;
  }

  public long intendedNanos(long index) {
    return startNanos + index * intervalNanos;
  }

  /** Waits until that message is due; returns at once when it is overdue. */
  public void awaitDue(long index) {
    long due = intendedNanos(index);
    // Sleeps rather than spins: a spinning sender would take one of the two cores from what it
    // measures. What the sleep overshoots is part of the latency.
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** How many messages are due by now. */
  long dueBy(long nowNanos) {
    return Math.min(count, (nowNanos - startNanos) / intervalNanos + 1);
  }
}
