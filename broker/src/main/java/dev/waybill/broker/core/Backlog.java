package dev.waybill.broker.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The bytes that were accepted and are not written. They are bounded, so that publishers that
 * outrun the disk wait and the heap does not grow.
 *
 * <p>Reserved by publishers on their own threads, before anything is queued; released by the core.
 */
public final class Backlog {
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  private record Waiter(long wanted, CompletableFuture<Void> future) {}

  /** Waiting for room; the core's own. */
  private List<Waiter> waiters = new ArrayList<>();

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

  /**
   * Whether it pays to try again with so many bytes: half is free, so that waiters do not come for
   * every batch, and what is wanted would be let in. Any thread.
   */
  public boolean hasRoomFor(long wanted) {
    long now = bytes.get();
    return now <= 0 || (now <= maxBytes / 2 && now + wanted <= maxBytes);
  }

  /** Any thread. */
  public void release(long written) {
    bytes.addAndGet(-written);
  }

  void await(long wanted, CompletableFuture<Void> future) {
    waiters.add(new Waiter(wanted, future));
  }

  /** Those who waited and have room now. */
  List<CompletableFuture<Void>> takeWaiters() {
    return waiters.isEmpty() ? List.of() : take(waiter -> hasRoomFor(waiter.wanted()));
  }

  List<CompletableFuture<Void>> takeAllWaiters() {
    return take(waiter -> true);
  }

  private List<CompletableFuture<Void>> take(Predicate<Waiter> which) {
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    List<Waiter> left = new ArrayList<>();
    for (Waiter waiter : waiters) {
      if (which.test(waiter)) {
        taken.add(waiter.future());
      } else {
        left.add(waiter);
      }
    }
    waiters = left;
    return taken;
  }
}
