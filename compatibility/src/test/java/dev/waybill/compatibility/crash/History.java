package dev.waybill.compatibility.crash;

import dev.waybill.compatibility.crash.Message.Spot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the clients know: what they sent and were told, and what one of them read meanwhile. Values
 * are unique. Thread-safe; whoever sends to a key does so from one thread.
 */
final class History {
  private final Map<String, Sent> sent = new ConcurrentHashMap<>();
  private final AtomicLong order = new AtomicLong();
  private final Queue<Transaction> transactions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final Queue<Message> read = new ConcurrentLinkedQueue<>();
  private final Queue<Position> positions = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> givenUp = new ConcurrentLinkedQueue<>();

  /** What a transaction's producer was told. */
  enum Outcome {
    /** Nothing that settles it. */
    UNKNOWN,
    COMMITTED,
    ABORTED
  }

  /** Transactions are numbered from 0 in the order in which they were begun. */
  static final class Transaction {
    private final int number;
    private volatile Outcome outcome = Outcome.UNKNOWN;

    private Transaction(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    Outcome outcome() {
      return outcome;
    }

    void ended(Outcome told) {
      outcome = told;
    }
  }

  /** A message that was handed to a producer. */
  static final class Sent {
    private final long order;
    private final String key;
    private final String value;
    private final @Nullable Transaction transaction;
    private volatile @Nullable Spot acknowledged;

    private Sent(long order, String key, String value, @Nullable Transaction transaction) {
      this.order = order;
      this.key = key;
      this.value = value;
      this.transaction = transaction;
    }

    /** Greater than that of everything sent before. */
    long order() {
      return order;
    }

    String key() {
      return key;
    }

    String value() {
      return value;
    }

    @Nullable Transaction transaction() {
      return transaction;
    }

    /** Where its producer was told that it is; null if it was not told. */
    @Nullable Spot acknowledged() {
      return acknowledged;
    }

    void acknowledged(Spot spot) {
      acknowledged = spot;
    }
  }

  /**
   * The group's position, read when no transaction was open.
   *
   * @param transactions that had been begun; the position of the last committed one is its number +
   *     1
   */
  record Position(int transactions, long position) {}

  Sent sending(String key, String value) {
    return sending(key, value, null);
  }

  Sent sending(String key, String value, @Nullable Transaction transaction) {
    Sent each = new Sent(order.getAndIncrement(), key, value, transaction);
    if (sent.putIfAbsent(value, each) != null) {
      throw new IllegalArgumentException("expected values that are sent once, found " + value);
    }
    return each;
  }

  Transaction begins() {
    Transaction transaction = new Transaction(begun.getAndIncrement());
    transactions.add(transaction);
    return transaction;
  }

  void reads(Message message) {
    read.add(message);
  }

  /** No transaction is open. */
  void standsAt(long position) {
    positions.add(new Position(begun.get(), position));
  }

  /** A producer was told that it cannot go on. */
  void givesUp(Throwable why) {
    givenUp.add(why);
  }

  Map<String, Sent> sent() {
    return sent;
  }

  Collection<Transaction> transactions() {
    return List.copyOf(transactions);
  }

  Collection<Message> read() {
    return List.copyOf(read);
  }

  Collection<Position> positions() {
    return List.copyOf(positions);
  }

  Collection<Throwable> givenUp() {
    return List.copyOf(givenUp);
  }
}
