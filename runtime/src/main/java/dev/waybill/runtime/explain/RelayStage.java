package dev.waybill.runtime.explain;

import static dev.waybill.runtime.explain.Repeat.REPUBLISHED;
import static dev.waybill.runtime.explain.Repeat.RESENT;

import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import dev.waybill.Relay;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The two hops between a database and an engine: the row, and its publishing.
 *
 * <pre>
 *   effect ──► outbox ──► relay ──► store
 *      └ one transaction ┘  └ may publish again: another offset, the same id
 * </pre>
 */
final class RelayStage {

  static final String OUTBOX = "outbox";
  private static final String RELAY = "relay";

  private RelayStage() {}

  /**
   * @param afterEffect whether the message is written by the handler of the hop before; else by the
   *     application, outside of any subscription
   */
  static Link outbox(Relay relay, boolean afterEffect) {
    return new Link(
        OUTBOX,
        Step.NOTHING,
        Guarantee.EXACTLY_ONCE,
        "a row of "
            + relay.outbox()
            + ", written in the database transaction of "
            + (afterEffect ? "the effect" : "the state change that it tells of")
            + ": both are committed, or neither",
        List.of("the database keeps what it has committed"),
        afterEffect ? List.of() : List.of("a state change that is committed without its message"));
  }

  static Link relay(Relay relay) {
    Explanation.Hop hop = relay.hop();
    return new Link(
        RELAY,
        new Step(
            hop.mayLose(),
            hop.mayRepeat() ? Set.of(RESENT, REPUBLISHED) : Set.of(),
            hop.removesRepeats() ? Set.of(RESENT, REPUBLISHED) : Set.of()),
        hop.guarantee(),
        hop.mechanism(),
        hop.preconditions(),
        hop.notCovered());
  }

  /** Whether a hop of that name, with its topic behind it or not, is a relay's. */
  static boolean isRelay(String hop) {
    return hop.equals(RELAY) || hop.startsWith(RELAY + " ");
  }

  /** What a relay publishes with, as far as the hops behind it are concerned. */
  static PublishHop publisher(Relay relay, String topic, boolean hasId, Duration retryWindow) {
    return new PublishHop(
        topic,
        relay.hop().guarantee(),
        Durability.SYNCED,
        hasId,
        retryWindow,
        PublishHop.Origin.RELAY);
  }

  /** Of an outbox whose relay is not here: the weaker of the two kinds there are. */
  static Relay assumed(String outbox) {
    return new Relay(
        outbox,
        new Explanation.Hop(
            RELAY,
            Guarantee.AT_LEAST_ONCE,
            "no relay of that outbox publishes through this Waybill: one elsewhere that may repeat"
                + " is assumed",
            false,
            true,
            false,
            List.of("a relay of it runs somewhere"),
            List.of()),
        "");
  }
}
