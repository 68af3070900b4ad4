package dev.waybill.broker.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that were accepted and are not written. They are bounded, so that publishers that
 * outrun the disk wait and the heap does not grow.
 *
 * <p>Reserved by publishers on their own threads, before anything is queued; released by the core.
 */
public final class Backlog {
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  /** Waiting for room; the core's own. */
  private List<CompletableFuture<Void>> waiters = new ArrayList<>();

  public Backlog(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Any thread. A single append larger than the bound is let in alone. */
  public boolean tryReserve(long wanted) {
    // Never reserved and given back: in between, whoever waits for room would be turned away.
    long before = bytes.get();
    while (before <= 0 || before + wanted <= maxBytes) {
      if (bytes.compareAndSet(before, before + wanted)) {
        return true;
      }
      before = bytes.get();
    }
    return false;
  }

  /** For the broker's own few bytes, which must not be refused. */
  void reserve(long wanted) {
    bytes.addAndGet(wanted);
  }

  /** Any thread. */
  public long bytes() {
    return bytes.get();
  }

  public long maxBytes() {
    return maxBytes;
  }

  /** Any thread. */
  public boolean hasRoom() {
    return bytes.get() <= maxBytes / 2;
  }

  /** Any thread. */
  public void release(long written) {
    bytes.addAndGet(-written);
  }

  void await(CompletableFuture<Void> waiter) {
    waiters.add(waiter);
  }

  /** Those who waited, if there is room now. */
  List<CompletableFuture<Void>> takeWaiters() {
    if (waiters.isEmpty() || !hasRoom()) {
      return List.of();
    }
    List<CompletableFuture<Void>> taken = waiters;
    waiters = new ArrayList<>();
    return taken;
  }

  List<CompletableFuture<Void>> takeAllWaiters() {
    List<CompletableFuture<Void>> taken = waiters;
    waiters = new ArrayList<>();
    return taken;
  }
}
