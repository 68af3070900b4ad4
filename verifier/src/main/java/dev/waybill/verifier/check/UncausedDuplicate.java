package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;

/**
 * One offset was delivered twice to one group, and nothing that happened in between explains it; or
 * the group promised at most once.
 *
 * <p>Causes, each of the same partition: an assignment, a revocation, a seek; a handler that gave a
 * message back; a transaction of the member that did not commit; a new lease, unless the old one
 * was settled; the crash or restart of the member, or of anything that is no client. Under
 * at-most-once only a seek is one: that is a request to repeat.
 *
 * <p>A member that was expelled goes on until it hears of it, beside the new owner: what both get
 * while both believe to have the partition is caused by the fault that made it so.
 *
 * <p>Legal: one message at two offsets is delivered twice; that is {@link DuplicateRecord}'s. A
 * member that goes back among what it had is {@link SkippedOrBackwards}'.
 */
final class UncausedDuplicate extends Inspection {
  private final Sessions sessions;

  UncausedDuplicate(Ledger ledger, Sessions sessions, Findings findings) {
    super(AnomalyKind.UNCAUSED_DUPLICATE, ledger, findings);
    this.sessions = sessions;
  }

  @Override
  void look(Recorded recorded, Event event) {
    sessions.see(recorded);
    if (event instanceof Event.Delivered delivered && ledger.deliveredBefore() >= 0) {
      GroupLog log = ledger.log();
      long before = ledger.deliveredBefore();
      if (log.promise.guarantee() == Guarantee.AT_MOST_ONCE) {
        if (log.soughtAt < before) {
          found(delivered, before, "which may never repeat", recorded.number());
        }
      } else if (!caused(delivered.offset(), before)
          && !sessions.repeats()
          && !sessions.overlaps()) {
        found(delivered, before, "with no cause in between", recorded.number());
      }
    }
  }

  private boolean caused(long offset, long before) {
    GroupLog log = ledger.log();
    return Math.max(log.disturbedAt, ledger.brokerDisturbedAt) > before
        || (ledger.leased() && !log.is(offset, GroupLog.SETTLED));
  }

  private void found(Event.Delivered delivered, long before, String why, long event) {
    report(
        delivered.message(),
        "expected offset %d of %s once, found it twice, %s"
            .formatted(delivered.offset(), ledger.log(), why),
        before,
        event);
  }
}
