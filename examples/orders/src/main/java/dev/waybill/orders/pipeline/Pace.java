package dev.waybill.orders.pipeline;

import java.util.concurrent.TimeUnit;

/**
 * Orders come in at an even pace. Who was held up does not hurry afterwards by more than a tenth of
 * a second's worth. One thread at a time.
 */
public final class Pace {

  private static final long MAX_DEBT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final double nanosPerOrder;
  private long dueNanos = System.nanoTime();

  private Pace(int ordersPerSecond) {
    if (ordersPerSecond < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 order per second, found " + ordersPerSecond);
    }
    this.nanosPerOrder = (double) TimeUnit.SECONDS.toNanos(1) / ordersPerSecond;
  }

  public static Pace ordersPerSecond(int count) {
    return new Pace(count);
  }

  /** Returns when the next {@code orders} orders are due. */
  void await(int orders) throws InterruptedException {
    long early = dueNanos - System.nanoTime();
    if (early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    } else if (early < -MAX_DEBT_NANOS) {
      dueNanos = System.nanoTime() - MAX_DEBT_NANOS;
    }
    dueNanos += (long) (nanosPerOrder * orders);
  }
}
