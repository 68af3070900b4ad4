package dev.waybill.verifier.check;

import java.util.function.LongConsumer;

/**
 * What is known of every message, in 48 bytes each (56 with its key).
 *
 * <pre>
 *   times     │ answered at: event + 1  │ invoked at: event + 1 │
 *   homes     │ its publisher's life    │ its partition         │
 *   facts     │ marks                   │                       │
 *   acked, seen: offset + 1             │ transaction + 1       │
 *   sightings │ read at rest: event + 1 │ first seen: event + 1 │
 * </pre>
 */
final class Messages {
  static final int INVOKED = 1;
  static final int ACKED = 1 << 1;

  /** Definitely not stored. */
  static final int FAILED = 1 << 2;

  /** It was sent more than once by its application: it may be there more than once. */
  static final int SENT_AGAIN = 1 << 3;

  /** Read at rest, where it belongs. */
  static final int READ = 1 << 4;

  /** Delivered, where it belongs. */
  static final int DELIVERED = 1 << 5;

  /** Delivered to a reader of committed messages. */
  static final int DELIVERED_COMMITTED = 1 << 6;

  /** Found in another partition than its own. */
  static final int ELSEWHERE = 1 << 7;

  /** Found damaged. */
  static final int DAMAGED = 1 << 8;

  /** Another message was found at its offset, and nothing crashed in between. */
  static final int CONTESTED = 1 << 9;

  /** A row of an outbox says that it will be published. */
  static final int ANNOUNCED = 1 << 10;

  /** Read at rest at two offsets. */
  static final int DOUBLED = 1 << 11;

  private static final long LOW = 0xFFFF_FFFFL;

  private final PagedLongs times = new PagedLongs();
  private final PagedLongs homes = new PagedLongs();
  private final PagedLongs facts = new PagedLongs();
  private final PagedLongs transactions = new PagedLongs();
  private final PagedLongs acked = new PagedLongs();
  private final PagedLongs seen = new PagedLongs();
  private final PagedLongs sightings = new PagedLongs();
  private final PagedLongs keys = new PagedLongs();

  boolean is(long message, int mark) {
    return (facts.get(message) & mark) != 0;
  }

  void mark(long message, int mark) {
    facts.set(message, facts.get(message) | mark);
  }

  void unmark(long message, int mark) {
    facts.set(message, facts.get(message) & ~mark);
  }

  /** Every message of which anything is known, in order. */
  void forEach(LongConsumer consumer) {
    facts.forEach((message, marks) -> consumer.accept(message));
  }

  long invokedAt(long message) {
    return (times.get(message) & LOW) - 1;
  }

  void invokedAt(long message, long event) {
    times.set(message, (times.get(message) & ~LOW) | (event + 1));
  }

  /** When its publisher was told; -1 for not yet. */
  long answeredAt(long message) {
    return (times.get(message) >>> 32) - 1;
  }

  void answeredAt(long message, long event) {
    times.set(message, (times.get(message) & LOW) | ((event + 1) << 32));
  }

  int home(long message) {
    return (int) homes.get(message);
  }

  int life(long message) {
    return (int) (homes.get(message) >>> 32);
  }

  void home(long message, int place, int life) {
    homes.set(message, ((long) life << 32) | place);
  }

  /** {@link dev.waybill.verifier.history.Event#NO_TRANSACTION} for none. */
  long transaction(long message) {
    return transactions.get(message) - 1;
  }

  void transaction(long message, long transaction) {
    transactions.set(message, transaction + 1);
  }

  /** The offset its publisher was told; -1 for none. */
  long acked(long message) {
    return acked.get(message) - 1;
  }

  void acked(long message, long offset) {
    acked.set(message, offset + 1);
  }

  /** The lowest offset at which a reader found it; -1 for none. */
  long seen(long message) {
    return seen.get(message) - 1;
  }

  void seen(long message, long offset) {
    long before = seen.get(message);
    if (before == 0 || offset + 1 < before) {
      seen.set(message, offset + 1);
    }
  }

  /** When a reader found it first; -1 for never. */
  long seenAt(long message) {
    return (sightings.get(message) & LOW) - 1;
  }

  /** When it was read at rest first; -1 for never. */
  long readAt(long message) {
    return (sightings.get(message) >>> 32) - 1;
  }

  void sighted(long message, long event, boolean atRest) {
    long known = sightings.get(message);
    if ((known & LOW) == 0) {
      known |= event + 1;
    }
    if (atRest && (known >>> 32) == 0) {
      known |= (event + 1) << 32;
    }
    sightings.set(message, known);
  }

  /** A hash of its key; kept only where someone asks for it. */
  long key(long message) {
    return keys.get(message);
  }

  void key(long message, long hash) {
    keys.set(message, hash);
  }
}
