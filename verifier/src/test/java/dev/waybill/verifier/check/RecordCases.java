package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.CORRUPT;
import static dev.waybill.verifier.check.AnomalyKind.DUPLICATE_RECORD;
import static dev.waybill.verifier.check.AnomalyKind.INCONSISTENT_OFFSET;
import static dev.waybill.verifier.check.AnomalyKind.MISROUTED;
import static dev.waybill.verifier.check.AnomalyKind.NON_MONOTONIC_SEND;
import static dev.waybill.verifier.check.AnomalyKind.PHANTOM;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import java.util.List;

/** Whether each record is a message that was sent, once, in its place and in its order. */
final class RecordCases {
  private RecordCases() {}

  static List<Case> all() {
    return List.of(
        // ---- inconsistent offset ------------------------------------------------------------
        legal(
            INCONSISTENT_OFFSET,
            "everyone sees the same",
            given().storedFirst(2).deliveredAll(0, 1).to("d").readAll(0, 1).end(0, 2)),
        legal(
            INCONSISTENT_OFFSET,
            "the same offset of another partition",
            given().stored(0, 0).read(0, 0).end(0, 1).in(1).stored(1, 0).read(1, 0).end(0, 1)),
        legal(
            INCONSISTENT_OFFSET,
            "an offset that nobody was answered for is used again after a crash",
            given().sent(0).unknown(0).crashed("broker").stored(1, 0).read(1, 0).end(0, 1)),
        wrong(
            INCONSISTENT_OFFSET,
            "two publishers were told the same offset",
            given().stored(0, 0).by("q").stored(1, 0).read(1, 0).end(0, 1),
            1,
            Event.Published.class,
            Event.Published.class),
        wrong(
            INCONSISTENT_OFFSET,
            "a consumer sees another message than the one that was answered",
            given().sent(1).stored(0, 0).delivered(1, 0).read(1, 0).end(0, 1),
            1,
            Event.Published.class,
            Event.Delivered.class),
        wrong(
            INCONSISTENT_OFFSET,
            "two readings differ",
            given().sent(0).unknown(0).sent(1).unknown(1).read(0, 0).read(1, 0).end(0, 1),
            1,
            Event.Read.class,
            Event.Read.class),
        // ---- duplicate record ---------------------------------------------------------------
        legal(
            DUPLICATE_RECORD,
            "a publisher that promises at least once repeats",
            given()
                .publisher(Guarantee.AT_LEAST_ONCE)
                .stored(0, 0)
                .read(0, 0)
                .read(0, 1)
                .end(0, 2)),
        legal(
            DUPLICATE_RECORD,
            "its application sent it again in a new session",
            given().sent(0).unknown(0).crashed("p").stored(0, 1).read(0, 0).read(0, 1).end(0, 2)),
        legal(
            DUPLICATE_RECORD,
            "delivered twice from one offset after a rebalance",
            given()
                .stored(0, 0)
                .assigned(0)
                .delivered(0, 0)
                .assigned(0)
                .delivered(0, 0)
                .read(0, 0)
                .end(0, 1)),
        wrong(
            DUPLICATE_RECORD,
            "twice in the log, though its publisher is idempotent",
            given().stored(0, 0).read(0, 0).read(0, 1).end(0, 2),
            0,
            Event.Read.class,
            Event.Read.class),
        wrong(
            DUPLICATE_RECORD,
            "twice in the log, though its publisher promises at most once",
            given()
                .publisher(Guarantee.AT_MOST_ONCE)
                .sent(0)
                .ok(0, -1)
                .read(0, 0)
                .read(0, 3)
                .end(0, 4),
            0,
            Event.Read.class,
            Event.Read.class),
        wrong(
            DUPLICATE_RECORD,
            "delivered from two offsets, and nobody read to the end",
            given().stored(0, 0).assigned(0).delivered(0, 0).delivered(0, 1),
            0,
            Event.Delivered.class,
            Event.Delivered.class),
        // ---- non-monotonic send -------------------------------------------------------------
        legal(
            NON_MONOTONIC_SEND,
            "in order, answers out of order",
            given().sent(0).sent(1).ok(1, 1).ok(0, 0).readAll(0, 1).end(0, 2)),
        legal(
            NON_MONOTONIC_SEND,
            "without numbers, two messages on their way overtake each other",
            given()
                .publisher(Guarantee.AT_LEAST_ONCE)
                .sent(0)
                .sent(1)
                .ok(1, 0)
                .ok(0, 1)
                .read(1, 0)
                .read(0, 1)
                .end(0, 2)),
        legal(
            NON_MONOTONIC_SEND,
            "an unknown publish arrives late",
            given().sent(0).unknown(0).stored(1, 0).read(1, 0).read(0, 1).end(0, 2)),
        legal(
            NON_MONOTONIC_SEND,
            "two publishers have no order",
            given().stored(0, 1).by("q").stored(1, 0).read(1, 0).read(0, 1).end(0, 2)),
        legal(
            NON_MONOTONIC_SEND,
            "two partitions have no order",
            given().stored(0, 9).read(0, 9).end(0, 10).in(1).stored(1, 0).read(1, 0).end(0, 1)),
        wrong(
            NON_MONOTONIC_SEND,
            "sent after the other was answered, stored before it",
            given()
                .publisher(Guarantee.AT_LEAST_ONCE)
                .stored(0, 1)
                .stored(1, 0)
                .read(1, 0)
                .read(0, 1)
                .end(0, 2),
            1,
            Event.PublishInvoked.class,
            Event.Published.class,
            Event.PublishInvoked.class,
            Event.Published.class),
        wrong(
            NON_MONOTONIC_SEND,
            "numbered, both on their way, and the later one is stored first",
            given().sent(0).sent(1).ok(1, 0).ok(0, 1).read(1, 0).read(0, 1).end(0, 2),
            1,
            Event.PublishInvoked.class,
            Event.PublishInvoked.class,
            Event.Published.class,
            Event.Published.class),
        // ---- phantom ------------------------------------------------------------------------
        legal(
            PHANTOM,
            "read before it was answered",
            given().sent(0).delivered(0, 0).ok(0, 0).read(0, 0).end(0, 1)),
        legal(
            PHANTOM,
            "read and never answered",
            given().sent(0).delivered(0, 0).read(0, 0).end(0, 1)),
        legal(
            PHANTOM,
            "announced by an outbox's row",
            given().then(new Event.RowCommitted("app", 0, "t", "k", 1)).read(0, 0).end(0, 1)),
        wrong(
            PHANTOM,
            "a message that nobody sent",
            given().stored(0, 0).readAll(0).read(5, 1).end(0, 2),
            5,
            Event.Read.class),
        wrong(
            PHANTOM,
            "bytes that are no message",
            given().delivered(Event.NO_MESSAGE, 0, Integrity.FOREIGN),
            Event.NO_MESSAGE,
            Event.Delivered.class),
        wrong(
            PHANTOM,
            "delivered before it was sent",
            given().delivered(0, 0).stored(0, 0).read(0, 0).end(0, 1),
            0,
            Event.Delivered.class),
        // ---- misrouted ----------------------------------------------------------------------
        legal(
            MISROUTED,
            "its publisher left the partition to others",
            given().in(Event.UNKNOWN_PARTITION).sent(0).in(2).ok(0, 0).read(0, 0).end(0, 1)),
        legal(
            MISROUTED,
            "its publisher never learned the partition",
            given().in(Event.UNKNOWN_PARTITION).sent(0).unknown(0).in(2).read(0, 0).end(0, 1)),
        legal(MISROUTED, "where it was sent", given().in(3).stored(0, 0).read(0, 0).end(0, 1)),
        wrong(
            MISROUTED,
            "read in another partition",
            given().stored(0, 0).end(0, 0).in(1).read(0, 0).end(0, 1),
            0,
            Event.PublishInvoked.class,
            Event.Read.class),
        wrong(
            MISROUTED,
            "delivered in another topic",
            given()
                .stored(0, 0)
                .read(0, 0)
                .end(0, 1)
                .topic("u")
                .delivered(0, 0, Integrity.MISPLACED),
            0,
            Event.PublishInvoked.class,
            Event.Delivered.class),
        wrong(
            MISROUTED,
            "answered in another partition than it was sent to",
            given().sent(0).in(1).ok(0, 0).end(0, 0),
            0,
            Event.PublishInvoked.class,
            Event.Published.class),
        // ---- corrupt ------------------------------------------------------------------------
        legal(CORRUPT, "whole", given().stored(0, 0).delivered(0, 0).read(0, 0).end(0, 1)),
        legal(
            CORRUPT,
            "the same bytes for everyone",
            given()
                .stored(0, 0)
                .delivered(0, 0)
                .to("d")
                .assigned(0)
                .delivered(0, 0)
                .read(0, 0)
                .end(0, 1)),
        legal(CORRUPT, "nothing was read", given().sent(0).unknown(0).end(0, 0)),
        wrong(
            CORRUPT,
            "delivered with another hash",
            given().stored(0, 0).delivered(0, 0, Integrity.DAMAGED).read(0, 0).end(0, 1),
            0,
            Event.Delivered.class),
        wrong(
            CORRUPT,
            "at rest with another hash",
            given()
                .stored(0, 0)
                .then(new Event.Read("fresh", "t", 0, 0, 0, Integrity.DAMAGED))
                .end(0, 1),
            0,
            Event.Read.class),
        wrong(
            CORRUPT,
            "even its number is damaged",
            given()
                .stored(0, 0)
                .then(new Event.Read("fresh", "t", 0, 0, 1L << 50, Integrity.DAMAGED))
                .end(0, 1),
            1L << 50,
            Event.Read.class));
  }
}
