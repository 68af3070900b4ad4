package dev.waybill.verifier.simulate.world;

import java.util.PriorityQueue;

/**
 * Time and what happens in it: one thing after the other, in the order of their times; what falls
 * on the same microsecond is put in an order by the seed.
 *
 * <pre>
 *   at(time, event) ──► queue ──► runUntil(time): now = event's time, event runs
 *                          ▲                                   │
 *                          └──────────── at, after ────────────┘
 * </pre>
 *
 * <p>An event may itself let time pass with {@link #runUntil}: so a disk that is in the middle of a
 * sync waits while others go on, in one thread. Not thread-safe.
 */
public final class World {
  private static final class Due implements Comparable<Due> {
    final long micros;
    final int tie;
    final long ticket;
    final Runnable event;

    Due(long micros, int tie, long ticket, Runnable event) {
      this.micros = micros;
      this.tie = tie;
      this.ticket = ticket;
      this.event = event;
    }

    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(micros, other.micros);
      if (byTime != 0) {
        return byTime;
      }
      int byTie = Integer.compare(tie, other.tie);
      return byTie != 0 ? byTie : Long.compare(ticket, other.ticket);
    }
  }

  private final PriorityQueue<Due> queue = new PriorityQueue<>(256);
  private final Rng ties;
  private long nowMicros;
  private long tickets;
  private long hash = 1;

  public World(Rng rng) {
    this.ties = rng.of("ties");
  }

  public long nowMicros() {
    return nowMicros;
  }

  public long nowMillis() {
    return nowMicros / 1_000;
  }

  /** Events so far. */
  public long events() {
    return tickets;
  }

  /** A number that depends on when every event so far happened, in which order. */
  public long hash() {
    return hash;
  }

  /** In the past means now. */
  public void at(long micros, Runnable event) {
    at(micros, reserve(), event);
  }

  /** At the place that was reserved, among the events of the same microsecond. */
  public void at(long micros, Place place, Runnable event) {
    queue.add(new Due(Math.max(micros, nowMicros), place.tie, place.ticket, event));
  }

  /**
   * A place among those of the same microsecond, for an event whose cause comes in no certain
   * order: the broker wakes its readers in the order of a hash table.
   */
  public Place reserve() {
    return new Place((int) ties.nextLong(), tickets++);
  }

  /** Before or after others that happen at the same time. */
  public record Place(int tie, long ticket) {}

  public void after(long micros, Runnable event) {
    at(nowMicros + micros, event);
  }

  /**
   * Lets everything happen that is due by then. Returns at that time, or later if it was nested.
   */
  public void runUntil(long micros) {
    for (Due next = queue.peek(); next != null && next.micros <= micros; next = queue.peek()) {
      queue.poll();
      nowMicros = Math.max(nowMicros, next.micros);
      hash = (31 * hash + nowMicros) * 0x9E3779B97F4A7C15L + next.tie;
      next.event.run();
    }
    nowMicros = Math.max(nowMicros, micros);
  }
}
