package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.List;

/**
 * One message at two offsets, though its publisher never repeats: it is idempotent, or it sends
 * without asking for an answer.
 *
 * <p>Legal: a publisher that promises at least once may repeat. So may any application that
 * publishes the same message again itself. A copy that was delivered and is gone at rest is no
 * second record but a {@link VolatileRead}.
 */
final class DuplicateRecord extends Inspection {
  private record Pair(
      Place place, long message, long first, long second, long firstEvent, long secondEvent) {}

  /** Two deliveries at two offsets: at rest it shows whether both are there. */
  private final List<Pair> suspects = new ArrayList<>();

  /** Messages that were reported. */
  private final PagedLongs reported = new PagedLongs();

  /** Message to the offset at which it was seen last + 1. */
  private final PagedLongs seen = new PagedLongs();

  DuplicateRecord(Ledger ledger, Findings findings) {
    super(AnomalyKind.DUPLICATE_RECORD, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (!ledger.inPlace()) {
      return;
    }
    if (event instanceof Event.Delivered delivered) {
      saw(delivered.message(), delivered.offset(), recorded.number());
    } else if (event instanceof Event.Read read) {
      saw(read.message(), read.offset(), recorded.number());
    }
  }

  private void saw(long message, long offset, long event) {
    long before = seen.get(message) - 1;
    seen.set(message, offset + 1);
    if (before >= 0 && before != offset && mayNotRepeat(message)) {
      long eventBefore = ledger.place().claimedAt(before);
      suspects.add(new Pair(ledger.place(), message, before, offset, eventBefore, event));
    }
  }

  private boolean mayNotRepeat(long message) {
    return messages.is(message, Messages.INVOKED)
        && !messages.is(message, Messages.SENT_AGAIN)
        && !ledger.publisher(message).guarantee.mayRepeat();
  }

  @Override
  public void finish() {
    for (Pair pair : suspects) {
      if (stays(pair.place(), pair.message(), pair.first())
          && stays(pair.place(), pair.message(), pair.second())
          && reported.get(pair.message()) == 0) {
        reported.set(pair.message(), 1);
        report(
            pair.message(),
            "expected message %d once in %s, its publisher being %s, found it at offsets %d and %d"
                .formatted(
                    pair.message(),
                    pair.place(),
                    ledger.publisher(pair.message()).guarantee,
                    Math.min(pair.first(), pair.second()),
                    Math.max(pair.first(), pair.second())),
            pair.firstEvent(),
            pair.secondEvent());
      }
    }
  }

  private static boolean stays(Place place, long message, long offset) {
    return !place.drained
        || offset < place.start
        || (place.messageAt(offset) == message && place.atRest(offset));
  }
}
