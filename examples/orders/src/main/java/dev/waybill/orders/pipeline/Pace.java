package dev.waybill.orders.pipeline;

import java.util.concurrent.TimeUnit;

/** Orders come in at an even pace. One thread at a time. */
public final class Pace {

  private static final long MAX_DEBT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final double nanosPerOrder;
  private final long maxDebtNanos;
  private long dueNanos = System.nanoTime();

  private Pace(int ordersPerSecond, long maxDebtNanos) {
    if (ordersPerSecond < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 order per second, found " + ordersPerSecond);
    }
    this.maxDebtNanos = maxDebtNanos;
    this.nanosPerOrder = (double) TimeUnit.SECONDS.toNanos(1) / ordersPerSecond;
  }

  /** Who was held up does not hurry afterwards by more than a tenth of a second's worth. */
  public static Pace ordersPerSecond(int count) {
    return new Pace(count, MAX_DEBT_NANOS);
  }

  /** Customers do not wait: what was held up is taken as fast as can be, until all is made up. */
  public static Pace openLoop(int ordersPerSecond) {
    return new Pace(ordersPerSecond, Long.MAX_VALUE);
  }

  /** Returns when the next {@code orders} orders are due. */
  void await(int orders) throws InterruptedException {
    long early = dueNanos - System.nanoTime();
    if (early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    } else if (-early > maxDebtNanos) {
      dueNanos = System.nanoTime() - maxDebtNanos;
    }
    dueNanos += (long) (nanosPerOrder * orders);
  }
}
