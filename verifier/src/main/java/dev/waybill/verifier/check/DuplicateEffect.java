package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.List;

/**
 * A message has its effect more than once, in a group that promised otherwise.
 *
 * <p>Legal: a group that promises at least once repeats. If the message is in the log more than
 * once, because its publisher may repeat or its application sent it again, the publisher's hop
 * doubled it. A member that was moved back by hand was asked to repeat.
 */
final class DuplicateEffect extends Inspection {
  private record Many(String group, long message, long count, long event) {}

  private final List<Many> many = new ArrayList<>();

  DuplicateEffect(Ledger ledger, Findings findings) {
    super(AnomalyKind.DUPLICATE_EFFECT, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.EffectCounted counted
        && counted.count() > 1
        && ledger.promise(counted.group()).guarantee() != Guarantee.AT_LEAST_ONCE) {
      many.add(new Many(counted.group(), counted.message(), counted.count(), recorded.number()));
    }
  }

  @Override
  public void finish() {
    for (Many counted : many) {
      long message = counted.message();
      GroupLog log = ledger.logOf(counted.group(), ledger.home(message));
      long offset = messages.seen(message);
      boolean asked = log != null && offset >= log.soughtBackTo;
      boolean doubled =
          messages.is(message, Messages.DOUBLED)
              && (messages.is(message, Messages.SENT_AGAIN)
                  || ledger.publisher(message).guarantee.mayRepeat());
      if (!asked && !doubled) {
        report(
            message,
            "expected message %d to have its effect once in group %s, which promises %s, found it %d times"
                .formatted(
                    message,
                    counted.group(),
                    ledger.promise(counted.group()).guarantee(),
                    counted.count()),
            messages.seenAt(message),
            log == null ? -1 : log.deliveredAt(offset),
            counted.event());
      }
    }
  }
}
