package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Recorded;

/**
 * Something was read that nobody published: bytes that are no message of this history, or a message
 * that was never sent.
 *
 * <p>Legal: a message may be read before its publisher was answered, and without any answer, but
 * not before it was sent or a row of an outbox announced it. Damaged bytes are {@link Corrupt}'s.
 */
final class Phantom extends Inspection {
  Phantom(Ledger ledger, Findings findings) {
    super(AnomalyKind.PHANTOM, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.Delivered read) {
      check(read.offset(), read.message(), read.integrity(), recorded.number());
    } else if (event instanceof Event.Read read) {
      check(read.offset(), read.message(), read.integrity(), recorded.number());
    }
  }

  private void check(long offset, long message, Integrity integrity, long event) {
    boolean foreign = integrity == Integrity.FOREIGN;
    if (foreign || (integrity != Integrity.DAMAGED && !ledger.known(message))) {
      report(
          message,
          "expected a message that was sent at offset %d of %s, found %s"
              .formatted(
                  offset,
                  ledger.place(),
                  foreign ? "bytes that nobody sent" : "message " + message + ", never sent"),
          event);
    }
  }
}
