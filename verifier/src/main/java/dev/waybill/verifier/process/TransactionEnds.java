package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/** How a program's transactions are ended, and what is told of it. */
final class TransactionEnds {
  private static final int MOST_TRIES = 40;

  private TransactionEnds() {}

  /** Throws what makes the producer of no more use; the transaction is then its heir's to abort. */
  static void abort(
      KafkaProducer<String, byte[]> producer, Work work, EventFile events, long transaction) {
    events.add(new Event.TransactionEndInvoked(work.process(), transaction, false));
    try {
      untilInTime(producer::abortTransaction);
    } catch (KafkaException | IllegalStateException e) {
      events.add(new Event.TransactionEnded(work.process(), transaction, false, Outcome.UNKNOWN));
      throw e;
    }
    events.add(new Event.TransactionEnded(work.process(), transaction, false, Outcome.DONE));
  }

  /** What was not answered in time is asked for again: the next call goes on with it. */
  static void untilInTime(Runnable step) {
    for (int tries = 1; ; tries++) {
      try {
        step.run();
        return;
      } catch (TimeoutException e) {
        if (tries >= MOST_TRIES) {
          throw e;
        }
      }
    }
  }
}
