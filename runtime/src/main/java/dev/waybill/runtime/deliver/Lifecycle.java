package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.State;
import dev.waybill.error.WaybillException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription is in its life. Thread-safe.
 *
 * <pre>
 *   RUNNING ◄─ pause / resume ─► PAUSED
 *      │                           │
 *      ├───────── close ───────────┴──► CLOSING ── the loop has ended ──► CLOSED
 *      └───────── fail ────────────┴──► FAILING ── the loop has ended ──► FAILED
 * </pre>
 *
 * The first of close and fail wins. From outside CLOSING is seen as CLOSED and FAILING as FAILED;
 * {@link #awaitEnd} waits for the loop.
 */
final class Lifecycle {

  private volatile State state = State.RUNNING;
  private volatile boolean ending;
  private volatile long deadlineNanos;
  private volatile @Nullable WaybillException failure;
  private volatile boolean abandoned;
  private final CountDownLatch ended = new CountDownLatch(1);

  State state() {
    return state;
  }

  Optional<WaybillException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Handlers may still run; nothing new begins. */
  boolean ending() {
    return ending;
  }

  boolean paused() {
    return state == State.PAUSED;
  }

  /** Whether handlers are to be interrupted because the end takes too long. */
  boolean overdue(long nowNanos) {
    return ending && nowNanos - deadlineNanos >= 0;
  }

  /** How long handlers may still run, while ending. */
  long nanosLeft(long nowNanos) {
    return deadlineNanos - nowNanos;
  }

  synchronized void pause() {
    if (state == State.RUNNING) {
      state = State.PAUSED;
    }
  }

  synchronized void resume() {
    if (state == State.PAUSED) {
      state = State.RUNNING;
      notifyAll();
    }
  }

  /** True if this call began the end. */
  boolean close(long handlersUntilNanos) {
    return end(State.CLOSED, null, handlersUntilNanos);
  }

  /** True if this call began the end. */
  boolean fail(WaybillException cause, long handlersUntilNanos) {
    return end(State.FAILED, cause, handlersUntilNanos);
  }

  private synchronized boolean end(
      State how, @Nullable WaybillException cause, long handlersUntilNanos) {
    if (ending) {
      return false;
    }
    failure = cause;
    deadlineNanos = handlersUntilNanos;
    state = how;
    ending = true;
    notifyAll();
    return true;
  }

  /** The loop has ended: nothing is delivered or committed any more. */
  void ended() {
    ended.countDown();
  }

  /**
   * A handler cannot be ended. Nobody is kept waiting for it any longer; a loop that still can will
   * wind up by itself.
   */
  void abandoned() {
    abandoned = true;
    ended.countDown();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits while paused; returns at once otherwise. */
  synchronized void awaitResumed() throws InterruptedException {
    while (state == State.PAUSED) {
      wait();
    }
  }

  /** Waits so long, or until the end begins. */
  synchronized void awaitEnding(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (!ending) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
