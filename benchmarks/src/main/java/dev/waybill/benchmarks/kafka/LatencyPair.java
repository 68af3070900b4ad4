package dev.waybill.benchmarks.kafka;

import dev.waybill.benchmarks.load.Histograms;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * A publisher and a reader of its topic, and how long messages took to their receipts and to their
 * handler. A value begins with the time at which it was meant to be sent. One thread publishes.
 */
abstract class LatencyPair implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_EVERY_NANOS = 500_000;

  private final ConcurrentHistogram receipts = Histograms.empty();
  private final ConcurrentHistogram handled = Histograms.empty();
  private final AtomicLong receiptCount = new AtomicLong();
  private final AtomicLong handledCount = new AtomicLong();

  /** Publishes without waiting. */
  abstract void publish(byte[] value, long intendedNanos);

  @Override
  public abstract void close();

  final void receipt(long intendedNanos) {
    Histograms.record(receipts, System.nanoTime() - intendedNanos);
    receiptCount.incrementAndGet();
  }

  final void handled(byte[] value) {
    Histograms.record(handled, System.nanoTime() - ByteBuffer.wrap(value).getLong());
    handledCount.incrementAndGet();
  }

  /** Waits until so many were answered and handled since the last time. */
  final void awaitAll(long count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (receiptCount.get() < count || handledCount.get() < count) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "expected "
                + count
                + " messages, found "
                + receiptCount
                + " answered and "
                + handledCount
                + " handled");
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    receiptCount.set(0);
    handledCount.set(0);
  }

  final void forget() {
    receipts.reset();
    handled.reset();
  }

  final ConcurrentHistogram receipts() {
    return receipts;
  }

  final ConcurrentHistogram handled() {
    return handled;
  }
}
