package dev.waybill.runtime.explain;

import static dev.waybill.runtime.explain.Repeat.REPUBLISHED;
import static dev.waybill.runtime.explain.Repeat.RESENT;

import dev.waybill.Guarantee;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import java.util.List;
import java.util.Set;

/** The first hop: from the application to the engine. */
final class PublishStage {

  private static final String NAME = "publish";

  private PublishStage() {}

  static Link of(PublishHop hop, Capabilities engine) {
    if (hop.origin() == PublishHop.Origin.ASSUMED) {
      return assumed();
    }
    if (hop.origin() == PublishHop.Origin.TRANSACTIONS) {
      return transactions(hop, engine);
    }
    return switch (hop.guarantee()) {
      case AT_MOST_ONCE -> atMostOnce();
      case AT_LEAST_ONCE -> atLeastOnce(hop);
      case EXACTLY_ONCE -> exactlyOnce(hop, engine);
    };
  }

  /** Whether the promise holds for one life of the publisher only. */
  static boolean endsWithSession(PublishHop hop) {
    return hop.origin() == PublishHop.Origin.PUBLISHER && hop.guarantee() == Guarantee.EXACTLY_ONCE;
  }

  private static Link atMostOnce() {
    return new Link(
        NAME,
        Step.losing(),
        Guarantee.AT_MOST_ONCE,
        "sent once, not awaited, never sent again",
        List.of(),
        List.of("a message that did not arrive is gone, and nobody is told"));
  }

  private static Link atLeastOnce(PublishHop hop) {
    return new Link(
        NAME,
        Step.making(Set.of(RESENT, REPUBLISHED)),
        Guarantee.AT_LEAST_ONCE,
        "sent again with backoff until acknowledged, for at most " + window(hop),
        List.of(
            "the application keeps a message until its receipt has come, and publishes it again"
                + " after an unknown outcome or a restart"),
        List.of(
            "a message published again gets another offset; "
                + (hop.hasId()
                    ? "only its id tells that it is a repeat"
                    : "without an id nothing tells it from a new message")));
  }

  private static Link exactlyOnce(PublishHop hop, Capabilities engine) {
    return new Link(
        NAME,
        resendingKnown(engine),
        Guarantee.EXACTLY_ONCE,
        "sent again with the same sequence numbers until acknowledged, for at most "
            + window(hop)
            + "; the engine takes each once",
        List.of(
            "one session: sequence numbers end with the publisher",
            "after an unknown outcome the application reads back before it publishes again"),
        List.of("what a new session publishes again: its sequence numbers are new"));
  }

  private static Link transactions(PublishHop hop, Capabilities engine) {
    return new Link(
        NAME,
        resendingKnown(engine),
        Guarantee.EXACTLY_ONCE,
        "in a transaction under a stable id; a new session fences the old one and aborts what it"
            + " left open",
        List.of(
            "progress is published in the same transaction, and a new session resumes from it",
            "a transaction ends within its timeout; each send is tried for at most " + window(hop)),
        List.of("what a new session publishes again without having read the progress back"));
  }

  private static Link assumed() {
    return new Link(
        NAME,
        Step.making(Set.of(RESENT, REPUBLISHED)),
        Guarantee.AT_LEAST_ONCE,
        "no publisher is open here: an at-least-once one without ids is assumed",
        List.of(),
        List.of("what another process that publishes at-most-once loses on the way"));
  }

  /** Sequence numbers make sending again harmless, where the engine looks at them. */
  private static Step resendingKnown(Capabilities engine) {
    return engine.can(Capability.IDEMPOTENT_PUBLISH) ? Step.NOTHING : Step.making(Set.of(RESENT));
  }

  private static String window(PublishHop hop) {
    return Durations.text(hop.retryWindow());
  }
}
