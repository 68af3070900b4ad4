package dev.waybill.broker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many threads put, one takes everything at once.
 *
 * <p>A stack that the taker swaps out whole and turns round: putting is one compare-and-set, taking
 * one swap however many were put. The taker is unparked only by the one who finds it asleep.
 */
final class CommandQueue {
  private final AtomicReference<@Nullable Command> newest = new AtomicReference<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final int capacity;
  private volatile @Nullable Thread sleeper;

  CommandQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Puts unless too many wait. */
  boolean offer(Command command) {
    if (waiting.incrementAndGet() > capacity) {
      waiting.decrementAndGet();
      return false;
    }
    push(command);
    return true;
  }

  /** Puts whatever waits: for the few reports that must not be refused. */
  void put(Command command) {
    waiting.incrementAndGet();
    push(command);
  }

  /** Everything put so far, oldest first, linked by {@code next}; null if nothing. */
  @Nullable Command takeAll() {
    if (newest.get() == null) {
      return null;
    }
    Command stack = newest.getAndSet(null);
    Command oldestFirst = null;
    int taken = 0;
    while (stack != null) {
      Command older = stack.next;
      stack.next = oldestFirst;
      oldestFirst = stack;
      stack = older;
      taken++;
    }
    waiting.addAndGet(-taken);
    return oldestFirst;
  }

  /** The taker's: sleeps until something is put, but no longer than {@code nanos}. */
  void await(long nanos) {
    sleeper = Thread.currentThread();
    // Looked at after saying that we sleep: whoever puts later sees the sleeper.
    if (newest.get() == null) {
      LockSupport.parkNanos(this, nanos);
      // Left set by foreign code on this thread, it would keep us from ever sleeping again.
      Thread.interrupted();
    }
    sleeper = null;
  }

  void wake() {
    Thread asleep = sleeper;
    if (asleep != null) {
      LockSupport.unpark(asleep);
    }
  }

  private void push(Command command) {
    Command top;
    do {
      top = newest.get();
      command.next = top;
    } while (!newest.compareAndSet(top, command));
    // Whoever found the stack not empty knows that the one before already woke the taker.
    if (top == null) {
      wake();
    }
  }
}
