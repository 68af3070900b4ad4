package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two live leases on one message; an acknowledgement that was accepted though the message had been
 * leased again; or more attempts than allowed.
 *
 * <p>A lease ends when it is settled or given back, when its holder dies or is revoked, when a
 * broker dies or comes back, or when its time is up. Time is what a lease is made of, so here it
 * counts: the next lease may not be recorded before the end of the one before it. A slow recorder
 * can only hide an overlap, not invent one.
 *
 * <p>Legal: clocks that faults move (faults whose names begin with "clock") end every lease.
 */
final class LeaseOverlap extends Inspection {
  private record Lease(Actor holder, int attempt, long untilMillis, long event) {}

  private final Map<GroupLog, Map<Long, Lease>> leases = new HashMap<>();
  private long clockMovedAt = -1;

  LeaseOverlap(Ledger ledger, Findings findings) {
    super(AnomalyKind.LEASE_OVERLAP, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.Leased leased) {
      leased(leased, recorded);
    } else if (event instanceof Event.LeaseSettled settled) {
      settled(settled, recorded.number());
    } else if (event instanceof Event.GivenBack given) {
      ofLog().remove(given.offset());
    } else if (event instanceof Event.Revoked) {
      ofLog().values().removeIf(lease -> lease.holder() == ledger.actor());
    } else if (event instanceof Event.FaultInjected fault && fault.fault().startsWith("clock")) {
      clockMovedAt = recorded.number();
    }
  }

  private Map<Long, Lease> ofLog() {
    return leases.computeIfAbsent(ledger.log(), absent -> new HashMap<>());
  }

  private void leased(Event.Leased leased, Recorded recorded) {
    Lease lease =
        new Lease(ledger.actor(), leased.attempt(), leased.untilMillis(), recorded.number());
    Lease before = ofLog().put(leased.offset(), lease);
    if (before != null && isLive(before, recorded.millis())) {
      report(
          ledger.place().messageAt(leased.offset()),
          "expected offset %d of %s to be %s's alone until %d ms, found it leased to %s at %d ms"
              .formatted(
                  leased.offset(),
                  ledger.log(),
                  before.holder().name,
                  before.untilMillis(),
                  leased.process(),
                  recorded.millis()),
          before.event(),
          recorded.number());
    }
    int most = ledger.promises.leaseAttempts();
    if (most > 0 && leased.attempt() > most) {
      report(
          ledger.place().messageAt(leased.offset()),
          "expected at most %d attempts at offset %d of %s, found attempt %d"
              .formatted(most, leased.offset(), ledger.log(), leased.attempt()),
          recorded.number());
    }
  }

  private boolean isLive(Lease lease, long millis) {
    long ended = Math.max(Math.max(lease.holder().crashed, ledger.brokerDisturbedAt), clockMovedAt);
    return lease.event() > ended && millis < lease.untilMillis();
  }

  private void settled(Event.LeaseSettled settled, long event) {
    @Nullable Lease lease = ofLog().get(settled.offset());
    if (lease == null || settled.outcome() == Outcome.UNKNOWN) {
      return;
    }
    if (lease.attempt() > settled.attempt()) {
      if (settled.outcome() == Outcome.DONE) {
        report(
            ledger.place().messageAt(settled.offset()),
            "expected the acknowledgement of attempt %d at offset %d of %s to be refused, as attempt %d is under way, found it accepted"
                .formatted(settled.attempt(), settled.offset(), ledger.log(), lease.attempt()),
            lease.event(),
            event);
      }
    } else if (settled.outcome() == Outcome.DONE) {
      ofLog().remove(settled.offset());
    }
  }
}
