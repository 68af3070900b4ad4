package dev.waybill.junit.life;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Two lives wait for each other at a place, and go on at the same moment. Thread-safe. */
public final class Rendezvous {

  private static final Duration AFTER_A_MISS = Duration.ofMillis(50);

  private volatile Duration patience;
  private final Map<String, CyclicBarrier> places = new ConcurrentHashMap<>();
  private final Set<String> visited = ConcurrentHashMap.newKeySet();
  private final AtomicInteger met = new AtomicInteger();

  /**
   * A rendezvous where nobody has been.
   *
   * @param patience how long the first waits for the second
   */
  public Rendezvous(Duration patience) {
    this.patience = patience;
  }

  /** Waits for the other life there; each life once per place, later visits pass. */
  public void meet(Life life, String place) {
    if (life.number() > 2 || !visited.add(life.number() + " " + place)) {
      return;
    }
    CyclicBarrier barrier = places.computeIfAbsent(place, p -> new CyclicBarrier(2));
    try {
      if (barrier.await(patience.toNanos(), TimeUnit.NANOSECONDS) == 0) {
        met.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException e) {
      // It never came: its messages are in another order. The rest is not waited for as long.
      patience = AFTER_A_MISS;
    }
  }

  /** At how many places they have met. */
  public int met() {
    return met.get();
  }
}
