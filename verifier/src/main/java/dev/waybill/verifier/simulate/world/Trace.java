package dev.waybill.verifier.simulate.world;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes the history down. Not thread-safe. */
public final class Trace {
  private final World world;
  private final Coverage coverage;
  private final Consumer<Recorded> out;
  private final Map<String, Long> tooSoon = new TreeMap<>();
  private long number;
  private long hash = 1;
  private long operations;
  private long messages;
  private long transactions;
  private long uses;

  /**
   * @param out gets every event, in order
   */
  public Trace(World world, Coverage coverage, Consumer<Recorded> out) {
    this.world = world;
    this.coverage = coverage;
    this.out = out;
  }

  public void record(Event event) {
    hash = 31 * (31 * hash + world.nowMicros()) + Fingerprint.of(event);
    if (event instanceof Event.Published
        || event instanceof Event.Delivered
        || event instanceof Event.CommitEnded
        || event instanceof Event.TransactionEnded) {
      operations++;
    }
    out.accept(new Recorded(number++, world.nowMillis(), event));
    if (!tooSoon.isEmpty() && event instanceof Event.Delivered delivered) {
      delivered(delivered);
    }
  }

  private void delivered(Event.Delivered delivered) {
    String place = delivered.topic() + "-" + delivered.partition();
    Long end = tooSoon.get(place);
    if (end != null && end <= delivered.offset()) {
      tooSoon.remove(place);
      durable(delivered.topic(), delivered.partition(), end);
    }
  }

  /**
   * The broker showed messages of which the worst crash would have kept those before {@code end}
   * only. Written down when the first of the others is delivered.
   */
  public void shownTooSoon(String topic, int partition, long end) {
    tooSoon.put(topic + "-" + partition, end);
  }

  /** A fault happened. */
  public void fault(String process, String fault, String target) {
    coverage.hit("fault:" + fault);
    record(new Event.FaultInjected(process, fault, target));
  }

  /** What the worst crash would keep of a partition now. */
  public void durable(String topic, int partition, long end) {
    record(new Event.DurableAtWorst("broker", topic, partition, end));
  }

  /**
   * An answer that a message is stored at {@code offset} has arrived. Said again only where it
   * shows that the answer came too soon: others may be stored since it was given.
   *
   * @param end what was durable when the broker gave it
   */
  public void answered(String topic, int partition, long offset, long end) {
    if (end <= offset) {
      durable(topic, partition, end);
    }
  }

  public Coverage coverage() {
    return coverage;
  }

  /** A number that no other message has. */
  public long nextMessage() {
    return messages++;
  }

  /** Messages so far: numbers below are taken. */
  public long messages() {
    return messages;
  }

  /** A number that no other transaction has. */
  public long nextTransaction() {
    return transactions++;
  }

  /** A number that no other use of an epoch has. */
  public long nextUse() {
    return uses++;
  }

  public long events() {
    return number;
  }

  /** Publishes, deliveries, commits and ends of transactions that were answered. */
  public long operations() {
    return operations;
  }

  /** A number that depends on every event so far. */
  public long hash() {
    return hash;
  }
}
