package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;

/**
 * A message was delivered, and afterwards it is gone, or another one is at its offset: what a
 * consumer saw un-happened. By a power loss, as a rule; so a message is volatile, too, that was
 * delivered while some legal crash would have lost it.
 *
 * <p>Legal: what was never delivered may vanish in a crash unless its publisher was answered.
 * Retention and compaction take messages. A reader of uncommitted messages sees those that abort.
 *
 * <p>{@link Absence} tells a volatile read from a lost write: there the crash is missing. Two
 * messages at one offset without a crash are {@link InconsistentOffset}'s.
 */
final class VolatileRead extends Inspection {
  private record Last(long offset, long message, long event) {}

  /** The farthest delivery since the last crash that was not reported yet. */
  private final Map<Place, Last> farthest = new HashMap<>();

  VolatileRead(Ledger ledger, Findings findings) {
    super(AnomalyKind.VOLATILE_READ, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.Delivered delivered) {
      different(delivered.offset(), delivered.message(), recorded.number());
      far(delivered, recorded.number());
    } else if (event instanceof Event.Read read) {
      different(read.offset(), read.message(), recorded.number());
    } else if (event instanceof Event.Published told) {
      different(told.offset(), told.message(), recorded.number());
    } else if (event instanceof Event.DurableAtWorst worst) {
      Last last = farthest.get(ledger.place());
      if (last != null && last.offset() >= worst.end()) {
        farthest.remove(ledger.place());
        report(
            last.message(),
            "expected offset %d of %s to survive any crash once it is delivered, found that %d is the end"
                    .formatted(last.offset(), ledger.place(), worst.end())
                + " of what the worst one leaves",
            last.event(),
            recorded.number());
      }
    } else if (event instanceof Event.Crashed) {
      farthest.clear();
    }
  }

  private void far(Event.Delivered delivered, long event) {
    if (!ledger.inPlace()) {
      return;
    }
    Last last = farthest.get(ledger.place());
    if (last == null || last.offset() < delivered.offset()) {
      farthest.put(ledger.place(), new Last(delivered.offset(), delivered.message(), event));
    }
  }

  private void different(long offset, long message, long event) {
    Ledger.Conflict conflict = ledger.conflict();
    if (conflict != null && conflict.sighted() && conflict.crashBetween()) {
      report(
          conflict.other(),
          "expected message %d at offset %d of %s as it was read before the crash, found message %d"
              .formatted(conflict.other(), offset, ledger.place(), message),
          conflict.otherEvent(),
          ledger.lastCrash,
          event);
      messages.mark(conflict.other(), Messages.CONTESTED);
    }
  }

  @Override
  public void finish() {
    Absence.report(this, "that it is gone");
  }
}
