package dev.waybill.runtime.deliver;

import dev.waybill.WhenExhausted;
import dev.waybill.WhenOvertaken;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;

/** What a subscription that ends as FAILED says for itself. */
final class WhyStopped {

  private WhyStopped() {}

  /** A message has failed for good, and there are no dead letters. */
  static WaybillException asDeclared(
      SubscriptionSettings<?> settings,
      TopicPartition at,
      long offset,
      int failed,
      Throwable last) {
    return new RejectedException(
        before(settings, at, offset)
            + ", as declared ("
            + WhenExhausted.stop()
            + "): "
            + attempts(settings, failed, last)
            + "; its position was not moved past the message: correct the handler and subscribe"
            + " again",
        last);
  }

  /** A message has failed for good, and the engine will not have its dead letter. */
  static WaybillException letterRefused(
      SubscriptionSettings<?> settings,
      TopicPartition at,
      long offset,
      int failed,
      Throwable last,
      Throwable refusal) {
    WaybillException failure =
        new RejectedException(
            before(settings, at, offset)
                + ": "
                + attempts(settings, failed, last)
                + ", and its dead letter to '"
                + settings.deadLetterTopic().orElseThrow()
                + "' was refused ("
                + refusal
                + "); nothing is lost, the message is still there and its position was not moved"
                + " past it: make that topic take it (maxMessageBytes, say, or delete it to have it"
                + " created anew), or choose another with WhenExhausted.deadLetter(name), and"
                + " subscribe again",
            refusal);
    failure.addSuppressed(last);
    return failure;
  }

  /** Retention was faster, and going on behind the gap was declared to be wrong. */
  static RejectedException overtaken(
      SubscriptionSettings<?> settings, TopicPartition at, long from, long to) {
    return new RejectedException(
        before(settings, at, from)
            + ", as declared ("
            + WhenOvertaken.STOP
            + "): expected the message or one behind it, found that retention has deleted what lay"
            + " before offset "
            + to
            + "; up to "
            + (to - from)
            + " messages are gone undelivered, and the position was not moved past them. Move the"
            + " group (groups().reset) or subscribe with WhenOvertaken.SKIP to go on; keep messages"
            + " longer or consume faster");
  }

  /** The failure itself, if it is one that Waybill knows; else what can honestly be said of it. */
  static WaybillException of(SubscriptionSettings<?> settings, Throwable cause) {
    return cause instanceof WaybillException known
        ? known
        : new OutcomeUnknownException(
            "subscription "
                + settings.name()
                + " was stopped by an unexpected "
                + cause
                + ", not by anything that was asked of it: a fault in Waybill or in the engine, or"
                + " a JVM in distress (its memory, say). Its position was not moved past what was"
                + " not settled, and what was in hand may or may not have been handled: please"
                + " report it with the stack trace; a new subscription goes on from the position",
            cause);
  }

  private static String before(SubscriptionSettings<?> settings, TopicPartition at, long offset) {
    return "subscription " + settings.name() + " stopped before " + at + " offset " + offset;
  }

  private static String attempts(SubscriptionSettings<?> settings, int failed, Throwable last) {
    return failed
        + " of "
        + settings.retry().maxAttempts()
        + " attempts failed, the last with "
        + last;
  }
}
