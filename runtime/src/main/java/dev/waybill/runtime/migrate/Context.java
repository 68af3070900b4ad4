package dev.waybill.runtime.migrate;

import dev.waybill.error.CorruptException;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;

/** Says of an engine's failure what follows from it for the migration. */
final class Context {
  private static final String STAYS =
      ". What was moved before is whole and stays; run the migration again: it goes on behind it";

  private Context() {}

  /** The same kind of failure, of writing to the target. */
  static WaybillException ofMoving(TopicPartition partition, WaybillException failure) {
    String text = "moving " + partition + " to the target: " + failure.getMessage();
    if (failure instanceof FencedException) {
      return new FencedException(
          text
              + ". Another migration into the same target has begun, or this one was silent for too"
              + " long. What was moved before is whole and stays; let one migration run at a time",
          failure);
    }
    if (failure instanceof OutcomeUnknownException) {
      return new OutcomeUnknownException(text + STAYS, failure);
    }
    if (failure instanceof RetriableException) {
      return new RetriableException(text + STAYS, failure);
    }
    if (failure instanceof RejectedException) {
      return new RejectedException(
          text + ". What was moved before is whole and stays, no position was moved", failure);
    }
    if (failure instanceof CorruptException) {
      return new CorruptException(text, failure);
    }
    return new UnsupportedException(text);
  }
}
