package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.List;

/**
 * A group's position passed a message, and the message has no effect: what was done at least once
 * was done not at all.
 *
 * <p>In a group whose effects are counted, the count is 0. In one whose effects are not counted but
 * whose handlers' ends were recorded, no handler ended well, and none gave the message back (a
 * message that failed for good goes to the dead letters).
 *
 * <p>Legal: a group that promises at most once loses. Nothing is lost that the position has not
 * passed, that is not visible at rest, that lies before where the group began, or before where a
 * member was moved by hand: which of those were jumped over nobody knows.
 */
final class LostEffect extends Inspection {
  private record None(String group, long message, long event) {}

  private final List<None> none = new ArrayList<>();

  LostEffect(Ledger ledger, Findings findings) {
    super(AnomalyKind.LOST_EFFECT, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.EffectCounted counted && counted.count() == 0) {
      none.add(new None(counted.group(), counted.message(), recorded.number()));
    }
  }

  @Override
  public void finish() {
    for (None counted : none) {
      long message = counted.message();
      GroupLog log = ledger.logOf(counted.group(), ledger.home(message));
      if (log != null
          && log.promise.hasEffects()
          && messages.is(message, Messages.READ)
          && isPassed(log, messages.seen(message))) {
        found(log, message, messages.seen(message), "its effect 0 times", counted.event());
      }
    }
    for (GroupLog log : ledger.logs()) {
      if (log.acknowledges && !log.promise.hasEffects()) {
        log.place.messages.forEach(
            (offset, message) -> {
              if (log.place.atRest(offset)
                  && !log.is(offset, GroupLog.ACKNOWLEDGED | GroupLog.GIVEN_BACK)
                  && isPassed(log, offset)) {
                found(log, message - 1, offset, "no handler that ended well", -1);
              }
            });
      }
    }
  }

  private static boolean isPassed(GroupLog log, long offset) {
    return log.promise.guarantee() != Guarantee.AT_MOST_ONCE
        && offset >= log.start
        && offset < Math.max(log.committed, log.observed)
        && offset >= log.soughtTo;
  }

  private void found(GroupLog log, long message, long offset, String found, long event) {
    report(
        message,
        "expected message %d at offset %d of %s to have its effect, as position %d is past it, found %s"
            .formatted(message, offset, log, Math.max(log.committed, log.observed), found),
        log.deliveredAt(offset),
        messages.readAt(message),
        event);
  }
}
