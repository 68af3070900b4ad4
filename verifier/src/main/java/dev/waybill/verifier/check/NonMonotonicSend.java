package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import java.util.HashMap;
import java.util.Map;

/**
 * A publisher's later message has the lower offset, in one partition.
 *
 * <p>Later is: sent after the earlier one was answered, for any publisher; or sent after it in the
 * same life of a publisher that promises exactly once, whose batches are numbered.
 *
 * <p>Legal: publishers without numbers overtake themselves while both messages are on their way. A
 * publish with an unknown outcome may arrive late. A message that its application sent twice may be
 * anywhere. Other publishers' messages have no order.
 */
final class NonMonotonicSend extends Inspection {
  private record Latest(long message, long invoked) {}

  NonMonotonicSend(Ledger ledger, Findings findings) {
    super(AnomalyKind.NON_MONOTONIC_SEND, ledger, findings);
  }

  /** In the log's order, nothing may have been sent earlier than something before it. */
  @Override
  public void finish() {
    for (Place place : ledger.places()) {
      Map<Actor, Latest> ofPublisher = new HashMap<>();
      Map<Integer, Latest> ofLife = new HashMap<>();
      place.messages.forEach(
          (offset, found) -> {
            long message = found - 1;
            if (messages.acked(message) == offset
                && messages.is(message, Messages.INVOKED)
                && !messages.is(message, Messages.SENT_AGAIN)) {
              check(place, offset, message, ofPublisher, ofLife);
            }
          });
    }
  }

  private void check(
      Place place,
      long offset,
      long message,
      Map<Actor, Latest> ofPublisher,
      Map<Integer, Latest> ofLife) {
    Actor publisher = ledger.publisher(message);
    long invoked = messages.invokedAt(message);
    Latest latest = new Latest(message, invoked);
    Latest before = ofPublisher.get(publisher);
    if (before == null || invoked > before.invoked()) {
      ofPublisher.put(publisher, latest);
    }
    Latest inLife = null;
    if (publisher.guarantee == Guarantee.EXACTLY_ONCE) {
      int life = messages.life(message);
      inLife = ofLife.get(life);
      if (inLife == null || invoked > inLife.invoked()) {
        ofLife.put(life, latest);
      }
    }
    Latest later = null;
    if (before != null && before.invoked() > messages.answeredAt(message)) {
      later = before;
    } else if (inLife != null && inLife.invoked() > invoked) {
      later = inLife;
    }
    if (later != null) {
      report(
          later.message(),
          "expected message %d after message %d in %s, as %s sent them, found them at offsets %d and %d"
              .formatted(
                  later.message(),
                  message,
                  place,
                  publisher.name,
                  messages.acked(later.message()),
                  offset),
          invoked,
          messages.answeredAt(message),
          later.invoked(),
          messages.answeredAt(later.message()));
    }
  }
}
