package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A publisher was answered, and at that instant some legal crash would have lost its message.
 *
 * <p>Shown by {@link Event.DurableAtWorst}: of every disk state that a crash may leave, the worst
 * keeps the messages below an offset; every message that was answered before must be below it.
 *
 * <p>Legal: a publisher that promises at most once is answered before anything is durable. A
 * message of a transaction must be durable once the transaction's commit was answered, not before.
 */
final class AcknowledgedBeforeDurable extends Inspection {
  private record Answered(Place place, long offset, long message, long event) {}

  /** The farthest answer since the last crash that was not reported yet. */
  private final Map<Place, Answered> farthest = new HashMap<>();

  private final Map<Transaction, List<Answered>> open = new HashMap<>();

  AcknowledgedBeforeDurable(Ledger ledger, Findings findings) {
    super(AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.Published told) {
      published(told, recorded.number());
    } else if (event instanceof Event.TransactionEnded ended) {
      List<Answered> answered = open.remove(ledger.transaction(ended.transaction()));
      if (answered != null && ended.commit() && ended.outcome() == Outcome.DONE) {
        answered.forEach(this::promised);
      }
    } else if (event instanceof Event.DurableAtWorst worst) {
      check(worst.end(), recorded.number());
    } else if (event instanceof Event.Crashed && !ledger.actor().client) {
      farthest.clear();
      open.clear();
    }
  }

  private void published(Event.Published told, long event) {
    if (!ledger.inPlace()
        || told.offset() < 0
        || ledger.publisher(told.message()).guarantee.mayLose()) {
      return;
    }
    Answered answered = new Answered(ledger.place(), told.offset(), told.message(), event);
    Transaction transaction = ledger.transactionOf(told.message());
    if (transaction == Transaction.NONE) {
      promised(answered);
    } else {
      List<Answered> ofTransaction = open.computeIfAbsent(transaction, absent -> new ArrayList<>());
      ofTransaction.removeIf(
          older -> older.place() == answered.place() && older.offset() < answered.offset());
      ofTransaction.add(answered);
    }
  }

  private void promised(Answered answered) {
    Answered before = farthest.get(answered.place());
    if (before == null || before.offset() < answered.offset()) {
      farthest.put(answered.place(), answered);
    }
  }

  private void check(long end, long event) {
    Answered answered = farthest.get(ledger.place());
    if (answered != null && answered.offset() >= end) {
      farthest.remove(ledger.place());
      report(
          answered.message(),
          "expected message %d at offset %d of %s to survive any crash once it is answered, found that %d is the end of what the worst one leaves"
              .formatted(answered.message(), answered.offset(), ledger.place(), end),
          answered.event(),
          event);
    }
  }
}
