package dev.waybill.server.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of all connections that are held at once. Thread-safe.
 *
 * <p>It refuses nobody: who finds it exhausted stops reading and asks to be told. One frame may so
 * overshoot it for each connection, which is what lets a frame larger than the budget pass at all.
 */
final class ByteBudget {
  private final long limit;
  private final AtomicLong held = new AtomicLong();
  private final Queue<Runnable> waiters = new ConcurrentLinkedQueue<>();

  ByteBudget(long limit) {
    this.limit = limit;
  }

  void hold(long bytes) {
    held.addAndGet(bytes);
  }

  void release(long bytes) {
    held.addAndGet(-bytes);
    wakeIfRoom();
  }

  boolean isExhausted() {
    return held.get() >= limit;
  }

  long held() {
    return held.get();
  }

  /**
   * Runs {@code action} once, when there is room again; at once if there is. On whichever thread
   * makes the room.
   */
  void whenRoom(Runnable action) {
    waiters.add(action);
    // Looked at after it was added: whoever made room before saw it, or it sees the room.
    wakeIfRoom();
  }

  private void wakeIfRoom() {
    while (!isExhausted()) {
      Runnable waiter = waiters.poll();
      if (waiter == null) {
        return;
      }
      waiter.run();
    }
  }
}
