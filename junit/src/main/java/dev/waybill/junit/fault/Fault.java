package dev.waybill.junit.fault;

import dev.waybill.Guarantee;
import dev.waybill.junit.life.Trial;

/**
 * What happens to messages on their way through a handler.
 *
 * <pre>
 *   1 the network drops a publish            the publisher repeats it     PUBLISHED_TWICE
 *   2 the broker dies before storing it      the same                     PUBLISHED_TWICE
 *   3 the consumer dies before processing                                 CRASH_BEFORE_HANDLER
 *   4 its acknowledgement is lost (ack gap)                               ACK_LOST
 *   5 it is delivered twice                  one after the other          DELIVERED_TWICE
 *                                            at the same time             DELIVERED_CONCURRENTLY
 *     nothing of all that                                                 NONE, OUT_OF_ORDER
 * </pre>
 */
public enum Fault {
  /** Nothing goes wrong. */
  NONE("delivered once"),

  /**
   * Handled, its acknowledgement lost, and the consumer's process dies. With a de-duplication store
   * it also dies between a message's effect and its mark; with an effect store the answer of a
   * COMMIT is lost, of one that worked and of one that did not.
   */
  ACK_LOST("handled, then the acknowledgement is lost"),

  /** The process dies when it has the message, and before the handler begins. */
  CRASH_BEFORE_HANDLER("crash before the handler"),

  /**
   * The group took a consumer that lives for dead before it could acknowledge: it is given all
   * again.
   */
  DELIVERED_TWICE("delivered twice, one after the other"),

  /** The same, and the other consumer handles the messages at the same moment. */
  DELIVERED_CONCURRENTLY("delivered twice at the same time"),

  /** A publisher that heard no answer publishes everything again, in a session of its own. */
  PUBLISHED_TWICE("published twice"),

  /** In another order, as far as keys allow. */
  OUT_OF_ORDER("delivered in another order");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** Whether a hop with this guarantee meets it at all. */
  public boolean appliesTo(Guarantee guarantee) {
    return this != PUBLISHED_TWICE || guarantee != Guarantee.AT_MOST_ONCE;
  }

  /** Has it happen; everything is handled, or lost for good, when this returns. */
  public Bite inflictOn(Trial<?> trial) throws Exception {
    return script().play(trial);
  }

  private Script script() {
    return switch (this) {
      case NONE -> new DeliveredOnce();
      case ACK_LOST -> new AckLost();
      case CRASH_BEFORE_HANDLER -> new CrashBeforeHandler();
      case DELIVERED_TWICE -> new DeliveredTwice();
      case DELIVERED_CONCURRENTLY -> new DeliveredConcurrently();
      case PUBLISHED_TWICE -> new PublishedTwice();
      case OUT_OF_ORDER -> new OutOfOrder();
    };
  }

  /** In words. */
  @Override
  public String toString() {
    return text;
  }
}
