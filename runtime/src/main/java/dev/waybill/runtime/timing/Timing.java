package dev.waybill.runtime.timing;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock, and threads that wait by it. Thread-safe. Whatever is waited for here may be waited for
 * in vain: callers look again.
 */
public interface Timing {

  /** The machine's. */
  Timing MACHINE = new MachineTiming();

  /** Nanoseconds since some moment; only differences mean something. */
  long nanoTime();

  /** Begins the thread, now or soon. */
  void start(Thread thread);

  /** Waits for the thread's end for at most so long; whether it has ended. */
  boolean join(Thread thread, long nanos) throws InterruptedException;

  /**
   * Waits until the condition holds or the time is up; whether it held.
   *
   * @param monitor the condition is looked at while it is held, at first and after every {@link
   *     #signal} of it
   * @param nanos {@link Long#MAX_VALUE} for ever
   */
  boolean await(Object monitor, BooleanSupplier condition, long nanos) throws InterruptedException;

  /** Something that a condition of that monitor depends on has changed. */
  void signal(Object monitor);

  /** A queue for one thread that takes. */
  <T> WorkQueue<T> queue();

  /** Work that threads leave for another. Thread-safe. */
  interface WorkQueue<T> {

    void add(T work);

    /** Waits for it. */
    T take() throws InterruptedException;

    /** Waits for it for at most so long; null when there was none. */
    @Nullable T poll(long nanos) throws InterruptedException;

    boolean isEmpty();
  }
}
