package dev.waybill.verifier.table;

import dev.waybill.Guarantee;

/** Why a cell comes out as it does, in a sentence. */
final class Explanations {
  static final String NO_CONSUMER =
      "publishing ends in the log: no consumer takes part in it, so none can die";

  private Explanations() {}

  static String of(Guarantee guarantee, FailurePoint point, Hop hop) {
    return switch (hop) {
      case PUBLISH -> publish(guarantee, point);
      case DELIVER -> deliver(guarantee, point);
      case EFFECT -> effect(guarantee, point);
    };
  }

  private static String publish(Guarantee guarantee, FailurePoint point) {
    return switch (guarantee) {
      case AT_MOST_ONCE ->
          switch (point) {
            case DROPPED, BROKER_DIES -> "acks=0 hears nothing and sends nothing again";
            case CONSUMER_DIES -> NO_CONSUMER;
            case ACK_LOST -> "stored before the connection broke, and never sent again";
            case TWICE -> "never sent again, so the late one is the only one";
          };
      case AT_LEAST_ONCE ->
          switch (point) {
            case DROPPED, BROKER_DIES -> "no acknowledgement came, so it was sent again";
            case CONSUMER_DIES -> NO_CONSUMER;
            case ACK_LOST -> "stored, not acknowledged, sent again, and stored again";
            case TWICE -> "the second attempt was stored, and then the late first one";
          };
      case EXACTLY_ONCE ->
          switch (point) {
            case DROPPED, BROKER_DIES -> "sent again with its sequence number, which was new";
            case CONSUMER_DIES -> NO_CONSUMER;
            case ACK_LOST -> "sent again, and known by its sequence number";
            case TWICE -> "the late attempt is known by its sequence number";
          };
    };
  }

  private static String deliver(Guarantee guarantee, FailurePoint point) {
    return switch (point) {
      case DROPPED -> "it is still in the log, and is fetched again";
      case BROKER_DIES ->
          guarantee == Guarantee.EXACTLY_ONCE
              ? "the transaction was aborted by the death, and done again from the old position"
              : "the living member asks for the same position again";
      case CONSUMER_DIES ->
          switch (guarantee) {
            case AT_MOST_ONCE -> "its position was committed before the handler ran";
            case AT_LEAST_ONCE -> "its position was not committed, so it is delivered again";
            case EXACTLY_ONCE -> "position and note were not committed, so it is delivered again";
          };
      case ACK_LOST ->
          switch (guarantee) {
            case AT_MOST_ONCE -> "its position was committed before, so it never comes again";
            case AT_LEAST_ONCE -> "handled, and delivered again: the position was not committed";
            case EXACTLY_ONCE ->
                "the first note was never committed; the second came with its position";
          };
      case TWICE ->
          switch (guarantee) {
            case AT_MOST_ONCE ->
                "the first owner had committed its position; the second began after it, and was ahead"
                    + " when the first one's handler ended";
            case AT_LEAST_ONCE ->
                "both owners handled it; the first one's commit was refused too late";
            case EXACTLY_ONCE ->
                "the first owner's transaction was refused: its generation is over";
          };
    };
  }

  private static String effect(Guarantee guarantee, FailurePoint point) {
    return switch (guarantee) {
      case AT_MOST_ONCE ->
          switch (point) {
            case DROPPED, BROKER_DIES -> "lost on the way to the log, and nobody noticed";
            case CONSUMER_DIES -> "the position had passed it when its handler died";
            case ACK_LOST -> "its effect was there, and its position too";
            case TWICE -> "it was published once, late";
          };
      case AT_LEAST_ONCE ->
          switch (point) {
            case DROPPED, BROKER_DIES -> "published again, then handled once";
            case CONSUMER_DIES -> "handled by the next life";
            case ACK_LOST -> "its effect was there, its position was not: handled again";
            case TWICE -> "twice in the log, and handled as two messages";
          };
      case EXACTLY_ONCE ->
          switch (point) {
            case DROPPED, BROKER_DIES -> "published again under its number, then handled once";
            case CONSUMER_DIES -> "handled by the next life";
            case ACK_LOST -> "effect and position were rolled back together, and made once";
            case TWICE ->
                "once in the log, then published again by a new session: known by its message id";
          };
    };
  }
}
