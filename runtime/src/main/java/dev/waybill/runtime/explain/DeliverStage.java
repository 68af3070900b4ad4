package dev.waybill.runtime.explain;

import static dev.waybill.runtime.explain.Repeat.REDELIVERED;
import static dev.waybill.runtime.explain.Repeat.REDELIVERED_AFTER_CRASH;

import dev.waybill.Guarantee;
import dev.waybill.WhenExhausted;
import dev.waybill.runtime.plan.DeadLetterTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The third hop: from the log to the handler. */
final class DeliverStage {

  private static final String NAME = "deliver";
  private static final Step REDELIVERING =
      Step.making(Set.of(REDELIVERED, REDELIVERED_AFTER_CRASH));

  private DeliverStage() {}

  static Link of(ConsumeHop hop) {
    return switch (hop.commitMode()) {
      case NEVER ->
          new Link(
              NAME,
              Step.losing(),
              Guarantee.AT_MOST_ONCE,
              "every live subscriber reads on from where the topic ended when it joined",
              List.of(),
              List.of("messages published while a subscriber is absent: nothing is kept for it"));
      case BEFORE ->
          new Link(
              NAME,
              Step.losing(),
              Guarantee.AT_MOST_ONCE,
              "the position is committed before the handler runs",
              List.of(),
              List.of("messages between the committed position and the handler when it dies"));
      case INTERVAL ->
          redelivering(
              hop,
              "the position is committed after the handler; only the contiguous finished prefix",
              "the handler returns only when its effect is done, and hands it to no other thread");
      case MANUAL ->
          redelivering(
              hop,
              "the position is committed after the application's acknowledgement; only the"
                  + " contiguous acknowledged prefix",
              "the application acknowledges a delivery only when its effect is done");
      case IN_TRANSACTION ->
          redelivering(
              hop,
              "the position moves in the effect's transaction; until then it is delivered again",
              "nothing but that transaction moves the group's position");
    };
  }

  private static Link redelivering(ConsumeHop hop, String mechanism, String precondition) {
    List<String> notCovered = new ArrayList<>();
    if (!hop.reader().equals(Chains.NO_SUBSCRIPTION)) {
      if (hop.commitMode() == CommitMode.IN_TRANSACTION && hop.retry().maxAttempts() > 1) {
        notCovered.add(held(hop));
      }
      notCovered.add(exhausted(hop));
    }
    return new Link(
        NAME, REDELIVERING, Guarantee.AT_LEAST_ONCE, mechanism, List.of(precondition), notCovered);
  }

  /** A partition has one position, and a transaction covers one prefix of it. */
  private static String held(ConsumeHop hop) {
    return "while a message is tried again all keys of its partition wait: "
        + Durations.text(hop.retry().longestTotalDelay())
        + " of pauses in all, and up to "
        + Durations.text(hop.settling().handlerTimeout())
        + " an attempt; at-least-once lets other keys pass";
  }

  private static String exhausted(ConsumeHop hop) {
    String attempts =
        hop.retry().maxAttempts() == 1
            ? "a message whose only attempt fails"
            : "a message that fails "
                + hop.retry().maxAttempts()
                + " times, with "
                + Durations.text(hop.retry().longestTotalDelay())
                + " of pauses in all,";
    if (hop.whenExhausted() instanceof WhenExhausted.DeadLetter letter) {
      return attempts
          + " goes to "
          + DeadLetterTopic.name(hop.topic(), hop.reader(), letter)
          + ": kept, but without its effect";
    }
    return attempts + " stops the subscription: nothing behind it in its partition is handled";
  }
}
