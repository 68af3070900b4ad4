package dev.waybill.runtime.settle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keys with a failed message at their head. Messages of the same key wait behind it in order; other
 * keys are not here at all. Not thread-safe; knows no clock, only the nanoseconds it is told.
 *
 * <pre>
 *   free ── park ──► waiting ── takeDue ──► taken ── park again ──► waiting
 *    ▲                                        │
 *    └── finish, nobody behind ───────────────┴── finish, somebody behind ──► waiting, due now
 * </pre>
 *
 * @param <M> a message
 */
public final class RetryQueue<M> {

  /**
   * A key that waits or is taken.
   *
   * @param <M> a message
   */
  public static final class Parked<M> {
    private final Object key;
    private final ArrayDeque<M> messages = new ArrayDeque<>();
    private int failedAttempts;
    private @Nullable Throwable error;
    private long dueNanos;
    private long ticket;

    private Parked(Object key) {
      this.key = key;
    }

    /** The message to try next. */
    public M head() {
      return messages.element();
    }

    /** How often the head has failed; zero if it waited behind another and was never tried. */
    public int failedAttempts() {
      return failedAttempts;
    }

    /** The head's last failure, if it has failed. */
    public @Nullable Throwable error() {
      return error;
    }
  }

  private final Map<Object, Parked<M>> byKey = new HashMap<>();
  private final PriorityQueue<Parked<M>> waiting =
      new PriorityQueue<>(
          (a, b) -> {
            int byTime = Long.signum(a.dueNanos - b.dueNanos);
            return byTime != 0 ? byTime : Long.compare(a.ticket, b.ticket);
          });
  private long tickets;

  public boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Whether messages of that key must wait behind a failed one. */
  public boolean holds(Object key) {
    return byKey.containsKey(key);
  }

  /** Puts a message behind the failed one of its key. */
  public void append(Object key, M message) {
    Parked<M> parked = byKey.get(key);
    if (parked == null) {
      throw new IllegalStateException("expected a parked key, found " + key + " free");
    }
    parked.messages.add(message);
  }

  /** Parks a key: its message has failed so many times and is due again then. */
  public void park(Object key, M message, int failedAttempts, Throwable error, long dueNanos) {
    if (byKey.containsKey(key)) {
      throw new IllegalStateException("expected a free key, found " + key + " parked");
    }
    Parked<M> parked = new Parked<>(key);
    parked.messages.add(message);
    byKey.put(key, parked);
    parkAgain(parked, failedAttempts, error, dueNanos);
  }

  /** The head of a taken key has failed again. */
  public void parkAgain(
      Parked<M> taken, int failedAttempts, @Nullable Throwable error, long dueNanos) {
    taken.failedAttempts = failedAttempts;
    taken.error = error;
    taken.dueNanos = dueNanos;
    taken.ticket = tickets++;
    waiting.add(taken);
  }

  /** Takes the key that is due longest, or null. Finish it or park it again. */
  public @Nullable Parked<M> takeDue(long nowNanos) {
    Parked<M> first = waiting.peek();
    if (first == null || first.dueNanos - nowNanos > 0) {
      return null;
    }
    return waiting.poll();
  }

  /** Nanoseconds until something is due; {@link Long#MAX_VALUE} if nothing waits. */
  public long nanosUntilDue(long nowNanos) {
    Parked<M> first = waiting.peek();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.dueNanos - nowNanos);
  }

  /** The head of a taken key is settled: the next of the key is due now, or the key is free. */
  public void finish(Parked<M> taken, long nowNanos) {
    taken.messages.remove();
    if (taken.messages.isEmpty()) {
      byKey.remove(taken.key);
    } else {
      parkAgain(taken, 0, null, nowNanos);
    }
  }

  /** Forgets the keys whose head fits, and returns all their messages. */
  public List<M> drop(Predicate<M> fits) {
    List<M> dropped = new ArrayList<>();
    Iterator<Parked<M>> all = byKey.values().iterator();
    while (all.hasNext()) {
      Parked<M> parked = all.next();
      if (fits.test(parked.head())) {
        dropped.addAll(parked.messages);
        waiting.remove(parked);
        all.remove();
      }
    }
    return dropped;
  }
}
