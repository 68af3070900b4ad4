package dev.waybill.embedded.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of a publisher's batches and recycles them. Counts capacities, not messages, so
 * that the bound is the heap's and costs nothing per message. Thread-safe.
 *
 * <p>Batches are kept by size, and given out by the size that is expected: if a lone message took a
 * batch that once was full, a few dozen partitions would use up the bound with next to nothing in
 * it.
 *
 * <pre>
 *   idle[0]  2 KiB   ◄─ first batch of a partition, lone messages
 *   idle[1]  4 KiB
 *     …              ◄─ a batch that grows goes back to where it fits
 *   idle[n]  up to maxBatchBytes
 * </pre>
 *
 * <p>Invariant: {@code usedBytes + idleBytes ≤ maxBytes}, but for one batch that alone is larger.
 */
final class BatchPool {
  private static final int SMALLEST_BYTES = 2 * 1024;

  /** A quarter of the bound. */
  private static final int ROOM_WORTH_WAKING_FOR = 4;

  private final long maxBytes;
  private final int maxBatchBytes;
  private final int smallestBytes;

  /** By size: those in place i have a capacity of at least {@code smallestBytes << i}. */
  private final List<ArrayDeque<Batch>> idle = new ArrayList<>();

  private long usedBytes;
  private long idleBytes;
  private long releases;
  private volatile int waiters;

  BatchPool(long maxBytes, int maxBatchBytes) {
    this.maxBytes = maxBytes;
    this.maxBatchBytes = maxBatchBytes;
    this.smallestBytes = Math.min(SMALLEST_BYTES, maxBatchBytes);
    for (int i = 0; i <= placeOf(maxBatchBytes); i++) {
      idle.add(new ArrayDeque<>());
    }
  }

  /** The place of batches with that capacity. */
  private int placeOf(long capacityBytes) {
    return 63 - Long.numberOfLeadingZeros(Math.max(1, capacityBytes / smallestBytes));
  }

  /**
   * A batch, or null while there is no room.
   *
   * @param expectedBytes how large it will probably be; it grows if that was too little
   */
  synchronized @Nullable Batch take(int expectedBytes) {
    int place = Math.min(placeOf(2L * expectedBytes - 1), idle.size() - 1);
    Batch recycled = idle.get(place).pollLast();
    if (recycled != null) {
      idleBytes -= recycled.reservedBytes;
      usedBytes += recycled.reservedBytes;
      return recycled;
    }
    int capacity = (int) Math.min((long) smallestBytes << place, maxBatchBytes);
    return reserve(capacity) ? new Batch(capacity, maxBatchBytes, true) : null;
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
    if (usedBytes + bytes > maxBytes && usedBytes > 0) {
      return false;
    }
    // The largest go first: they free the most, and are the dearest to keep for nothing.
    for (int i = idle.size() - 1; i >= 0; i--) {
      ArrayDeque<Batch> ofSize = idle.get(i);
      while (usedBytes + idleBytes + bytes > maxBytes && !ofSize.isEmpty()) {
        idleBytes -= ofSize.removeFirst().reservedBytes;
      }
    }
    usedBytes += bytes;
    return true;
  }

  /**
   * Takes a batch back. Those who wait are woken once there is room worth it: woken for every batch
   * they would send next to nothing each time. {@link #wakeAll} must follow the last of a run.
   */
  synchronized void release(Batch batch) {
    usedBytes -= batch.reservedBytes;
    batch.recycle();
    if (batch.pooled && usedBytes + idleBytes + batch.reservedBytes <= maxBytes) {
      idle.get(placeOf(batch.reservedBytes)).addLast(batch);
      idleBytes += batch.reservedBytes;
    }
    releases++;
    if (usedBytes <= maxBytes - maxBytes / ROOM_WORTH_WAKING_FOR) {
      wakeAll();
    }
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

  /** Changes whenever there may be room; to be read before looking for room in vain. */
  synchronized long releases() {
    return releases;
  }

  /**
   * Waits until there may be room or the time is up.
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
