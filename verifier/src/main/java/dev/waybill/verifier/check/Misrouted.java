package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Recorded;

/**
 * A message is in another topic or partition than it was sent to, or than its publisher was told.
 *
 * <p>Legal: where the publisher left the partition to others and was not told it, any of the
 * topic's will do.
 */
final class Misrouted extends Inspection {
  Misrouted(Ledger ledger, Findings findings) {
    super(AnomalyKind.MISROUTED, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (ledger.inPlace()) {
      return;
    }
    if (event instanceof Event.Delivered read && isWhole(read.integrity())) {
      check(read.offset(), read.message(), recorded.number());
    } else if (event instanceof Event.Read read && isWhole(read.integrity())) {
      check(read.offset(), read.message(), recorded.number());
    } else if (event instanceof Event.Published told) {
      check(told.offset(), told.message(), recorded.number());
    }
  }

  private static boolean isWhole(Integrity integrity) {
    return integrity == Integrity.WHOLE || integrity == Integrity.MISPLACED;
  }

  private void check(long offset, long message, long event) {
    if (ledger.known(message)) {
      report(
          message,
          "expected message %d in %s, found it at offset %d of %s"
              .formatted(message, ledger.home(message), offset, ledger.place()),
          messages.invokedAt(message),
          event);
    }
  }
}
