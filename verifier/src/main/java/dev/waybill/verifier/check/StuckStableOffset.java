package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A producer died in a transaction, and long after its transaction timeout the stable offset of a
 * partition that it wrote to stands where it stood, before the log's end. Long is three times that
 * timeout, or {@value #MOST_GRACE_MILLIS} ms more than it if that is less.
 *
 * <p>The one checker that goes by the clock, as a timeout is what it judges: by the milliseconds
 * that were recorded, counted from the last of the producer's death, the last move of the stable
 * offset and the last crash or return of a broker.
 *
 * <p>Legal: another transaction that is open and whose producer lives may hold the stable offset.
 */
final class StuckStableOffset extends Inspection {
  static final long MOST_GRACE_MILLIS = 5_000;

  private static final class Stable {
    long offset = -1;
    long sinceMillis;
    long sinceEvent = -1;
    boolean reported;
  }

  /** An open transaction, and where it wrote first in each partition. */
  private static final class Open {
    final Map<Place, Long> wrote = new HashMap<>();
    long diedMillis = -1;
    long diedEvent = -1;
  }

  private final Map<Place, Stable> stables = new HashMap<>();
  private final Map<Transaction, Open> open = new HashMap<>();
  private final Map<Actor, Transaction> current = new HashMap<>();
  private long brokerMillis = Long.MIN_VALUE;

  StuckStableOffset(Ledger ledger, Findings findings) {
    super(AnomalyKind.STUCK_STABLE_OFFSET, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.TransactionBegun begun) {
      Transaction before = current.put(ledger.actor(), ledger.transaction(begun.transaction()));
      if (before != null) {
        open.remove(before);
      }
      open.put(ledger.transaction(begun.transaction()), new Open());
    } else if (event instanceof Event.PublishInvoked invoked) {
      Open writes = open.get(ledger.transaction(invoked.transaction()));
      if (writes != null) {
        writes.wrote.putIfAbsent(ledger.place(), recorded.number());
      }
    } else if (event instanceof Event.TransactionEnded ended && ended.outcome() == Outcome.DONE) {
      open.remove(ledger.transaction(ended.transaction()));
    } else if (event instanceof Event.Crashed) {
      died(recorded);
    } else if (event instanceof Event.Restarted && !ledger.actor().client) {
      brokerMillis = recorded.millis();
    } else if (event instanceof Event.StableOffset found) {
      stable(found, recorded);
    }
  }

  private void died(Recorded recorded) {
    Transaction transaction = current.get(ledger.actor());
    Open writes = transaction == null ? null : open.get(transaction);
    if (writes != null && writes.diedEvent < 0) {
      writes.diedMillis = recorded.millis();
      writes.diedEvent = recorded.number();
    }
    if (!ledger.actor().client) {
      brokerMillis = recorded.millis();
    }
  }

  private void stable(Event.StableOffset found, Recorded recorded) {
    Stable stable = stables.computeIfAbsent(ledger.place(), absent -> new Stable());
    if (found.stable() != stable.offset || found.stable() >= found.end()) {
      stable.offset = found.stable();
      stable.sinceMillis = recorded.millis();
      stable.sinceEvent = recorded.number();
      stable.reported = false;
      return;
    }
    Open dead = holder();
    if (dead == null || stable.reported) {
      return;
    }
    long since = Math.max(Math.max(dead.diedMillis, stable.sinceMillis), brokerMillis);
    long timeout = ledger.promises.transactionTimeoutMillis();
    long limit = timeout + Math.min(2 * timeout, MOST_GRACE_MILLIS);
    if (recorded.millis() - since > limit) {
      stable.reported = true;
      report(
          Event.NO_MESSAGE,
          "expected the stable offset of %s to move within %d ms of its producer's death, found it at %d for %d ms, the end being %d"
              .formatted(
                  ledger.place(), limit, found.stable(), recorded.millis() - since, found.end()),
          dead.diedEvent,
          stable.sinceEvent,
          recorded.number());
    }
  }

  /** The dead one that died last, if no living one may hold the offset. */
  private @Nullable Open holder() {
    Open last = null;
    for (Open writes : open.values()) {
      if (!touches(writes)) {
        continue;
      }
      if (writes.diedEvent < 0) {
        return null;
      }
      if (last == null || writes.diedEvent > last.diedEvent) {
        last = writes;
      }
    }
    return last;
  }

  private boolean touches(Open writes) {
    Place here = ledger.place();
    return writes.wrote.keySet().stream()
        .anyMatch(
            place ->
                place == here
                    || (place.topic.equals(here.topic)
                        && place.partition == Event.UNKNOWN_PARTITION));
  }
}
