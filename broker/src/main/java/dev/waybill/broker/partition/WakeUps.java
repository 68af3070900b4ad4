package dev.waybill.broker.partition;

import dev.waybill.broker.error.ForeignCode;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a partition to grow. Any thread adds, the core wakes.
 *
 * <p>Invariant: whoever is added and then still sees the old end is in the set before the core
 * looks at it for the new end, so no wake-up is lost; and each runs once, whoever comes first.
 */
final class WakeUps {
  private volatile @Nullable Set<Waiter> waiters;

  Waiter add(long offset, Isolation isolation, Runnable action) {
    Waiter waiter = new Waiter(this, offset, isolation, action);
    waiters().add(waiter);
    return waiter;
  }

  void wake(Offsets now) {
    Set<Waiter> all = waiters;
    if (all == null) {
      return;
    }
    // Never asked whether it is empty: its count lags behind what is in it.
    for (Iterator<Waiter> each = all.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (waiter.isDue(now)) {
        each.remove();
        waiter.run();
      }
    }
  }

  void wakeAll() {
    Set<Waiter> all = waiters;
    if (all != null) {
      for (Iterator<Waiter> each = all.iterator(); each.hasNext(); ) {
        Waiter waiter = each.next();
        each.remove();
        waiter.run();
      }
    }
  }

  private Set<Waiter> waiters() {
    Set<Waiter> all = waiters;
    if (all == null) {
      synchronized (this) {
        all = waiters;
        if (all == null) {
          // Idle partitions have none.
          all = ConcurrentHashMap.newKeySet(2);
          waiters = all;
        }
      }
    }
    return all;
  }

  /** One who waits. */
  static final class Waiter implements PartitionView.WakeUp {
    private final AtomicBoolean done = new AtomicBoolean();
    private final WakeUps owner;
    private final long offset;
    private final Isolation isolation;
    private final Runnable action;

    Waiter(WakeUps owner, long offset, Isolation isolation, Runnable action) {
      this.owner = owner;
      this.offset = offset;
      this.isolation = isolation;
      this.action = action;
    }

    boolean isDue(Offsets now) {
      return now.readableEnd(isolation) > offset;
    }

    void run() {
      if (done.compareAndSet(false, true)) {
        ForeignCode.run(action);
      }
    }

    @Override
    public void cancel() {
      done.set(true);
      owner.waiters().remove(this);
    }

    void runNow() {
      owner.waiters().remove(this);
      run();
    }
  }
}
