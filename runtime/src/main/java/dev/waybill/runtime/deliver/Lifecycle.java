package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.State;
import dev.waybill.error.WaybillException;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.Optional;
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
  private volatile boolean over;
  private final Timing timing;

  Lifecycle(Timing timing) {
    this.timing = timing;
  }

  /** What the subscription's threads wait by. */
  Timing timing() {
    return timing;
  }

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
      timing.signal(this);
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
    timing.signal(this);
    return true;
  }

  /** The loop has ended: nothing is delivered or committed any more. */
  void ended() {
    over = true;
    timing.signal(this);
  }

  /**
   * A handler cannot be ended. Nobody is kept waiting for it any longer; a loop that still can will
   * wind up by itself.
   */
  void abandoned() {
    abandoned = true;
    ended();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return over || timing.await(this, () -> over, HandlerWatch.saturatedNanos(timeout));
  }

  /** Waits while paused; returns at once otherwise. */
  void awaitResumed() throws InterruptedException {
    if (state == State.PAUSED) {
      timing.await(this, () -> state != State.PAUSED, Long.MAX_VALUE);
    }
  }

  /** Waits so long, or until the end begins. */
  void awaitEnding(Duration atMost) throws InterruptedException {
    timing.await(this, () -> ending, atMost.toNanos());
  }
}
