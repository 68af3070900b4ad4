package dev.waybill.embedded.publish;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of a publisher's batches and recycles them. Counts capacities, not messages, so
 * that the bound is the heap's and costs nothing per message. Thread-safe.
 *
 * <p>Invariant: {@code usedBytes + idleBytes ≤ maxBytes}, but for one batch that alone is larger.
 */
final class BatchPool {
  private static final int INITIAL_BYTES = 2 * 1024;

  private final long maxBytes;
  private final int maxBatchBytes;
  private final ArrayDeque<Batch> idle = new ArrayDeque<>();
  private long usedBytes;
  private long idleBytes;
  private long releases;
  private volatile int waiters;

  BatchPool(long maxBytes, int maxBatchBytes) {
    this.maxBytes = maxBytes;
    this.maxBatchBytes = maxBatchBytes;
  }

  /** A batch, or null while there is no room. */
  synchronized @Nullable Batch take() {
    Batch recycled = idle.pollLast();
    if (recycled != null) {
      idleBytes -= recycled.reservedBytes;
      usedBytes += recycled.reservedBytes;
      return recycled;
    }
    int initial = Math.min(INITIAL_BYTES, maxBatchBytes);
    return reserve(initial) ? new Batch(initial, maxBatchBytes, true) : null;
  }

  /** A batch for one message of that encoded size, or null while there is no room. */
  synchronized @Nullable Batch takeAlone(int bytes) {
    return reserve(bytes) ? new Batch(bytes, bytes, false) : null;
  }

  /** Whether the batch may grow to that capacity; reserved if so. */
  synchronized boolean grow(Batch batch, long capacityBytes) {
    long more = capacityBytes - batch.reservedBytes;
    if (more > 0) {
      if (!reserve(more)) {
        return false;
      }
      batch.reservedBytes += more;
    }
    return true;
  }

  private boolean reserve(long bytes) {
    while (usedBytes + idleBytes + bytes > maxBytes && !idle.isEmpty()) {
      idleBytes -= idle.removeFirst().reservedBytes;
    }
    if (usedBytes + bytes > maxBytes && usedBytes > 0) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  synchronized void release(Batch batch) {
    usedBytes -= batch.reservedBytes;
    batch.recycle();
    if (batch.pooled && usedBytes + idleBytes + batch.reservedBytes <= maxBytes) {
      idle.addLast(batch);
      idleBytes += batch.reservedBytes;
    }
    wakeAll();
  }

  /** Whether somebody waits for room: batches should not linger then. */
  boolean isPressed() {
    return waiters > 0;
  }

  /** Says that somebody is about to wait; before the sender is asked to look. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock, volatile for isPressed
  synchronized void press() {
    waiters++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock, volatile for isPressed
  synchronized void unpress() {
    waiters--;
  }

  /** Wakes those who wait, to look again. */
  synchronized void wakeAll() {
    releases++;
    if (waiters > 0) {
      notifyAll();
    }
  }

  /** How often those who wait were woken; to be read before looking for room in vain. */
  synchronized long releases() {
    return releases;
  }

  /**
   * Waits until bytes were given back or the time is up.
   *
   * @param seen {@link #releases} before the caller looked, so that none in between is missed
   * @throws InterruptedException the thread was interrupted; nothing was reserved
   */
  synchronized void awaitRelease(long seen, long millis) throws InterruptedException {
    long end = System.nanoTime() + 1_000_000 * millis;
    long left = Math.max(1, millis);
    while (releases == seen && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  synchronized long usedBytes() {
    return usedBytes;
  }
}
