package dev.waybill.runtime.timing;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The machine's clock, threads and monitors. */
final class MachineTiming implements Timing {

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void start(Thread thread) {
    thread.start();
  }

  @Override
  public boolean join(Thread thread, long nanos) throws InterruptedException {
    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    return !thread.isAlive();
  }

  @Override
  public boolean await(Object monitor, BooleanSupplier condition, long nanos)
      throws InterruptedException {
    synchronized (monitor) {
      long began = System.nanoTime();
      while (!condition.getAsBoolean()) {
        long left = nanos - (System.nanoTime() - began);
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(monitor, left);
      }
      return true;
    }
  }

  @Override
  public void signal(Object monitor) {
    synchronized (monitor) {
      monitor.notifyAll();
    }
  }

  @Override
  public <T> WorkQueue<T> queue() {
    return new MachineQueue<>();
  }

  private static final class MachineQueue<T> implements WorkQueue<T> {
    private final LinkedBlockingQueue<T> work = new LinkedBlockingQueue<>();

    @Override
    public void add(T one) {
      work.add(one);
    }

    @Override
    public T take() throws InterruptedException {
      return work.take();
    }

    @Override
    public @Nullable T poll(long nanos) throws InterruptedException {
      return work.poll(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isEmpty() {
      return work.isEmpty();
    }
  }
}
