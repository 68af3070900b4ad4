package dev.waybill.runtime.explain;

import dev.waybill.Guarantee;
import dev.waybill.message.Durability;
import java.time.Duration;

/**
 * What was declared for a publisher.
 *
 * @param guarantee the guarantee it was opened with
 * @param durability what a receipt of it says
 * @param hasId whether its messages carry an id that tells a repeat from a new message
 * @param retryWindow how long after the first attempt it may still send a message again
 * @param origin what sends the messages
 */
public record PublishHop(
    String topic,
    Guarantee guarantee,
    Durability durability,
    boolean hasId,
    Duration retryWindow,
    Origin origin) {

  /** What sends the messages. */
  public enum Origin {
    /** A publisher: its sequence numbers end with its session. */
    PUBLISHER,
    /** Transactions under an id: a new session aborts what the old one left open. */
    TRANSACTIONS,
    /** An outbox's relay: what it may send again has the id that it had. */
    RELAY,
    /** Nobody here: the topic is filled from elsewhere, and at-least-once is assumed. */
    ASSUMED
  }

  /** What a {@code waybill.publisher(…)} declares. */
  public PublishHop(
      String topic,
      Guarantee guarantee,
      Durability durability,
      boolean hasId,
      Duration retryWindow) {
    this(topic, guarantee, durability, hasId, retryWindow, Origin.PUBLISHER);
  }

  /** What a {@code waybill.transactions(id)} that publishes to the topic declares. */
  public static PublishHop transactions(
      String topic, Durability durability, boolean hasId, Duration retryWindow) {
    return new PublishHop(
        topic, Guarantee.EXACTLY_ONCE, durability, hasId, retryWindow, Origin.TRANSACTIONS);
  }
}
