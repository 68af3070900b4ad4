package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE;
import static dev.waybill.verifier.check.AnomalyKind.VOLATILE_READ;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import java.util.List;

/** What a power loss may take. */
final class DurabilityCases {
  private DurabilityCases() {}

  static List<Case> all() {
    return List.of(
        // ---- acknowledged before durable ----------------------------------------------------
        legal(
            ACKNOWLEDGED_BEFORE_DURABLE,
            "the worst crash keeps what was answered",
            given().storedFirst(2).sent(2).then(worst(2))),
        legal(
            ACKNOWLEDGED_BEFORE_DURABLE,
            "a publisher that promises at most once is answered at once",
            given().publisher(Guarantee.AT_MOST_ONCE).storedFirst(2).then(worst(0))),
        legal(
            ACKNOWLEDGED_BEFORE_DURABLE,
            "a transaction that is open promises nothing yet",
            given().begun(7).storedIn(7, 0, 0).then(worst(0)).aborted(7).then(worst(0))),
        legal(
            ACKNOWLEDGED_BEFORE_DURABLE,
            "answered after that instant",
            given().sent(0).then(worst(0)).ok(0, 0)),
        wrong(
            ACKNOWLEDGED_BEFORE_DURABLE,
            "the worst crash loses the last answered message",
            given().storedFirst(2).then(worst(1)),
            1,
            Event.Published.class,
            Event.DurableAtWorst.class),
        wrong(
            ACKNOWLEDGED_BEFORE_DURABLE,
            "a committed transaction is not durable",
            given().begun(7).storedIn(7, 0, 0).committedAll(7).then(worst(0)),
            0,
            Event.Published.class,
            Event.DurableAtWorst.class),
        // ---- volatile read ------------------------------------------------------------------
        legal(
            VOLATILE_READ,
            "what was delivered is there after the crash",
            given()
                .stored(0, 0)
                .delivered(0, 0)
                .then(worst(1))
                .crashed("broker")
                .read(0, 0)
                .end(0, 1)),
        legal(
            VOLATILE_READ,
            "what nobody saw is gone after the crash",
            given().sent(0).unknown(0).crashed("broker").end(0, 0)),
        legal(
            VOLATILE_READ,
            "retention took what was delivered",
            given().stored(0, 0).delivered(0, 0).crashed("broker").end(1, 1)),
        legal(
            VOLATILE_READ,
            "a reader of uncommitted messages saw one that aborted",
            given()
                .groupReadingUncommitted()
                .begun(7)
                .storedIn(7, 0, 0)
                .delivered(0, 0)
                .crashed("broker")
                .aborted(7)
                .end(0, 2)),
        wrong(
            VOLATILE_READ,
            "delivered, and gone after the crash",
            given()
                .stored(0, 0)
                .sent(1)
                .delivered(1, 1)
                .crashed("broker")
                .stored(2, 2)
                .read(0, 0)
                .read(2, 2)
                .end(0, 3),
            1,
            Event.PublishInvoked.class,
            Event.Delivered.class),
        wrong(
            VOLATILE_READ,
            "delivered, and another message is there after the crash",
            given().sent(0).delivered(0, 0).crashed("broker").stored(1, 0).read(1, 0).end(0, 1),
            0,
            Event.Delivered.class,
            Event.Crashed.class,
            Event.Published.class),
        wrong(
            VOLATILE_READ,
            "delivered while the worst crash would have lost it",
            given().sent(0).delivered(0, 0).then(worst(0)).ok(0, 0).read(0, 0).end(0, 1),
            0,
            Event.Delivered.class,
            Event.DurableAtWorst.class));
  }

  private static Event worst(long end) {
    return new Event.DurableAtWorst("disk", "t", 0, end);
  }
}
