package dev.waybill.runtime.deliver;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread that runs handlers, one call at a time, and can be interrupted inside a call but never
 * outside of one: an interrupt that came late would hit the engine's own waiting.
 *
 * <pre>
 *   IDLE ── enter ──► call n ── announceInterrupt(n) ──► call n, announced ── interruptCall(n) ─┐
 *    ▲                  │                                  │                                    │
 *    └── exit: in time ─┴──────────────────────────────────┘                                    │
 *    └────────────────────────── exit: interrupted ◄────────────────────────────────────────────┘
 * </pre>
 *
 * Entering and leaving a call costs two plain stores and a load, no fence and no compare-and-set,
 * since a handler may be called millions of times a second. That is why an interrupt is announced
 * first and carried out by a later look of the watch, milliseconds after: by then a call that has
 * seen no announcement when it ended is seen to have ended. Were that ever missed, the next call
 * would be interrupted in its place, which costs it one attempt.
 */
final class HandlerThread extends Thread {

  private static final long IDLE = 0;

  /** Number of the running call, from 1; {@link #IDLE} between calls. This thread's to write. */
  private final AtomicLong call = new AtomicLong();

  /** The call that is to be interrupted; {@link #IDLE} if none is. */
  private volatile long announced;

  private final Lifecycle owner;
  private long calls;

  /** Guarded by the monitor. */
  private boolean interrupted;

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
    call.setRelease(IDLE);
    return announced == IDLE || endAnnounced();
  }

  // Holding the monitor, an interrupt has been delivered and can be taken back, or never will be.
  private synchronized boolean endAnnounced() {
    announced = IDLE;
    if (!interrupted) {
      return true;
    }
    interrupted = false;
    Thread.interrupted();
    return false;
  }

  /** The number of the running call, 0 if none runs. Any thread. */
  long runningCall() {
    return call.get();
  }

  /** Says that the call will be interrupted if it still runs at the next look. The watch's. */
  synchronized void announceInterrupt(long number) {
    announced = number;
  }

  /** Interrupts a call that was announced, if it still runs. The watch's. */
  synchronized boolean interruptCall(long number) {
    if (announced != number || call.get() != number) {
      return false;
    }
    interrupted = true;
    interrupt();
    return true;
  }
}
