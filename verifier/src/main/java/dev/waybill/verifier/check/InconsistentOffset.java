package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;

/**
 * Two messages at one offset of one partition: told to two publishers, delivered to two consumers,
 * or one told and another one read.
 *
 * <p>Legal: after a crash an offset may be used again, if nobody was answered for it and nobody
 * read it. Whoever was answered finds a {@link LostWrite}, whoever read it a {@link VolatileRead};
 * so this checker is silent where something crashed in between.
 */
final class InconsistentOffset extends Inspection {
  InconsistentOffset(Ledger ledger, Findings findings) {
    super(AnomalyKind.INCONSISTENT_OFFSET, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    Ledger.Conflict conflict = ledger.conflict();
    if (conflict == null || conflict.crashBetween()) {
      return;
    }
    if (event instanceof Event.Published found) {
      report(found.message(), found.offset(), conflict, recorded.number());
    } else if (event instanceof Event.Delivered found) {
      report(found.message(), found.offset(), conflict, recorded.number());
    } else if (event instanceof Event.Read found) {
      report(found.message(), found.offset(), conflict, recorded.number());
    }
  }

  private void report(long message, long offset, Ledger.Conflict conflict, long event) {
    report(
        message,
        "expected message %d at offset %d of %s as before, found message %d"
            .formatted(conflict.other(), offset, ledger.place(), message),
        conflict.otherEvent(),
        event);
  }
}
