package dev.waybill.runtime.deliver;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread that runs handlers, one call at a time, and can be interrupted inside a call but never
 * outside of one: an interrupt that came late would hit the engine's own waiting.
 *
 * <pre>
 *   IDLE ── enter ──► call n ── interruptCall(n) ──► call n, interrupted
 *    ▲                  └─ exit: ended in time            │
 *    └──────────────────────────── exit: interrupted ◄────┘
 * </pre>
 */
final class HandlerThread extends Thread {

  private static final long IDLE = 0;

  /** Number of the running call, from 1; {@link #IDLE} between calls; negative once interrupted. */
  private final AtomicLong call = new AtomicLong();

  private final Lifecycle owner;
  private long calls;

  HandlerThread(Lifecycle owner, String name, Runnable work) {
    super(work, name);
    this.owner = owner;
    setDaemon(true);
  }

  /** Whether the current thread runs handlers of that subscription. */
  static boolean isOf(Lifecycle owner) {
    return Thread.currentThread() instanceof HandlerThread mine && mine.owner == owner;
  }

  /** This thread begins a call. */
  void enter() {
    call.setRelease(++calls);
  }

  /** This thread has ended a call; false if it was interrupted meanwhile. */
  boolean exit() {
    if (call.compareAndSet(calls, IDLE)) {
      return true;
    }
    synchronized (this) {
      // Holding the monitor, the interrupt has been delivered and can be taken back.
      call.set(IDLE);
      Thread.interrupted();
      return false;
    }
  }

  /** The number of the running call, negative if it was interrupted, 0 if none runs. */
  long runningCall() {
    return call.get();
  }

  /** Interrupts that call if it still runs. */
  synchronized boolean interruptCall(long number) {
    if (number > IDLE && call.compareAndSet(number, -number)) {
      interrupt();
      return true;
    }
    return false;
  }
}
