package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Recorded;

/**
 * A reader got a message whose bytes are not those that were sent: its hash is another.
 *
 * <p>Never legal. A reader that refuses damaged bytes delivers nothing, which other checkers judge.
 */
final class Corrupt extends Inspection {
  Corrupt(Ledger ledger, Findings findings) {
    super(AnomalyKind.CORRUPT, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.Delivered read && read.integrity() == Integrity.DAMAGED) {
      found(read.offset(), read.message(), recorded.number());
    } else if (event instanceof Event.Read read && read.integrity() == Integrity.DAMAGED) {
      found(read.offset(), read.message(), recorded.number());
    }
  }

  private void found(long offset, long message, long event) {
    report(
        message,
        "expected a message as it was sent at offset %d of %s, found bytes with another hash that say message %d"
            .formatted(offset, ledger.place(), message),
        event);
  }
}
