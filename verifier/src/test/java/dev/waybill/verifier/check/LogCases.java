package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.FALSE_FAILURE;
import static dev.waybill.verifier.check.AnomalyKind.FALSE_OK;
import static dev.waybill.verifier.check.AnomalyKind.LOST_WRITE;
import static dev.waybill.verifier.check.AnomalyKind.UNSEEN;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import java.util.List;

/** Whether what was answered is what is there. */
final class LogCases {
  private LogCases() {}

  static List<Case> all() {
    return List.of(
        // ---- lost write ---------------------------------------------------------------------
        legal(
            LOST_WRITE,
            "every answered message is there",
            given().storedFirst(3).readAll(0, 1, 2).end(0, 3)),
        legal(
            LOST_WRITE,
            "an unknown publish may be missing",
            given().stored(0, 0).sent(1).unknown(1).stored(2, 1).read(0, 0).read(2, 1).end(0, 2)),
        legal(
            LOST_WRITE,
            "an unknown publish may be there",
            given().stored(0, 0).sent(1).unknown(1).stored(2, 2).readAll(0, 1, 2).end(0, 3)),
        legal(
            LOST_WRITE,
            "a publish that was never answered may be missing",
            given().sent(0).stored(1, 0).read(1, 0).end(0, 1)),
        legal(LOST_WRITE, "retention took it", given().storedFirst(3).readAll(2).end(2, 3)),
        legal(
            LOST_WRITE,
            "compaction kept a later message of its key",
            given().compacted().storedFirst(3).readAll(2).end(0, 3)),
        legal(
            LOST_WRITE,
            "a publisher that promises at most once loses",
            given().publisher(Guarantee.AT_MOST_ONCE).storedFirst(3).readAll(0, 2).end(0, 3)),
        legal(
            LOST_WRITE,
            "nobody read the partition to its end",
            given().storedFirst(3).readAll(0, 2)),
        wrong(
            LOST_WRITE,
            "a hole between two messages",
            given().storedFirst(3).readAll(0, 2).end(0, 3),
            1,
            Event.PublishInvoked.class,
            Event.Published.class),
        wrong(
            LOST_WRITE,
            "its offset was given to another message after a crash",
            given()
                .stored(0, 0)
                .stored(1, 1)
                .crashed("broker")
                .stored(2, 1)
                .read(0, 0)
                .read(2, 1)
                .end(0, 2),
            1,
            Event.PublishInvoked.class,
            Event.Published.class),
        wrong(
            LOST_WRITE,
            "unknown, but someone read it, and a later message is there",
            given()
                .stored(0, 0)
                .sent(1)
                .unknown(1)
                .stored(2, 2)
                .deliveredAll(1)
                .readAll(0, 2)
                .end(0, 3),
            1,
            Event.PublishInvoked.class,
            Event.PublishUnknown.class,
            Event.Delivered.class),
        wrong(
            LOST_WRITE,
            "compaction lost the last message of a key",
            given().compacted().key("a").stored(0, 0).key("b").stored(1, 1).read(1, 1).end(0, 2),
            0,
            Event.PublishInvoked.class,
            Event.Published.class),
        wrong(
            LOST_WRITE,
            "a committed transaction is gone as a whole",
            given().begun(7).storedIn(7, 0, 0).committedAll(7).stored(1, 2).read(1, 2).end(0, 3),
            0,
            Event.PublishInvoked.class,
            Event.Published.class),
        // ---- unseen -------------------------------------------------------------------------
        legal(UNSEEN, "the last message is read", given().storedFirst(2).readAll(0, 1).end(0, 2)),
        legal(
            UNSEEN,
            "the last message is of an open transaction",
            given().stored(0, 0).begun(7).storedIn(7, 1, 1).readAll(0).end(0, 2)),
        legal(
            UNSEEN,
            "the last message is of an aborted transaction",
            given().stored(0, 0).begun(7).storedIn(7, 1, 1).aborted(7).readAll(0).end(0, 3)),
        legal(
            UNSEEN,
            "the last message's publish is unknown",
            given().stored(0, 0).sent(1).unknown(1).readAll(0).end(0, 2)),
        legal(
            UNSEEN,
            "answered without an offset, and retention has taken some",
            given().sent(0).ok(0, -1).stored(1, 4).read(1, 4).end(3, 5)),
        wrong(
            UNSEEN,
            "the log goes on and the reading ends before the last message",
            given().storedFirst(2).readAll(0).end(0, 2),
            1,
            Event.PublishInvoked.class,
            Event.Published.class),
        wrong(
            UNSEEN,
            "the only message of a partition",
            given().stored(0, 0).read(0, 0).end(0, 1).in(1).stored(1, 5).end(0, 9),
            1,
            Event.PublishInvoked.class,
            Event.Published.class),
        wrong(
            UNSEEN,
            "answered without an offset, and nowhere",
            given().publisher(Guarantee.AT_LEAST_ONCE).sent(0).ok(0, -1).end(0, 5),
            0,
            Event.PublishInvoked.class,
            Event.Published.class),
        // ---- false ok -----------------------------------------------------------------------
        legal(
            FALSE_OK,
            "the record is where it was answered",
            given().stored(0, 4).read(0, 4).end(0, 5)),
        legal(
            FALSE_OK,
            "an answer without an offset claims no place",
            given().sent(0).ok(0, -1).read(0, 3).end(0, 4)),
        legal(
            FALSE_OK,
            "a repeated message is at the offset it was answered with, too",
            given()
                .publisher(Guarantee.AT_LEAST_ONCE)
                .stored(0, 1)
                .read(0, 0)
                .read(0, 1)
                .end(0, 2)),
        legal(
            FALSE_OK, "its record is below the log's start by now", given().stored(0, 3).end(9, 9)),
        wrong(
            FALSE_OK,
            "the log ends before it",
            given().storedFirst(2).read(0, 0).end(0, 1),
            1,
            Event.PublishInvoked.class,
            Event.Published.class),
        wrong(
            FALSE_OK,
            "the record is at another offset",
            given().stored(0, 0).stored(1, 1).read(0, 0).read(1, 2).end(0, 3),
            1,
            Event.PublishInvoked.class,
            Event.Published.class,
            Event.Read.class),
        wrong(
            FALSE_OK,
            "the partition is empty",
            given().stored(0, 0).end(0, 0),
            0,
            Event.PublishInvoked.class,
            Event.Published.class),
        // ---- false failure ------------------------------------------------------------------
        legal(FALSE_FAILURE, "a failed message is nowhere", given().sent(0).failed(0).end(0, 0)),
        legal(
            FALSE_FAILURE,
            "an unknown one may be there",
            given().sent(0).unknown(0).read(0, 0).end(0, 1)),
        legal(
            FALSE_FAILURE,
            "its application sent it again",
            given().sent(0).failed(0).stored(0, 0).read(0, 0).end(0, 1)),
        legal(
            FALSE_FAILURE,
            "sent again, and not answered yet",
            given().sent(0).failed(0).sent(0).read(0, 0).end(0, 1)),
        wrong(
            FALSE_FAILURE,
            "a failed message is in the log",
            given().sent(0).failed(0).read(0, 0).end(0, 1),
            0,
            Event.PublishInvoked.class,
            Event.PublishFailed.class,
            Event.Read.class),
        wrong(
            FALSE_FAILURE,
            "a reader of uncommitted messages saw it before it was said to have failed",
            given().groupReadingUncommitted().sent(0).delivered(0, 0).failed(0).end(0, 1),
            0,
            Event.PublishInvoked.class,
            Event.Delivered.class,
            Event.PublishFailed.class),
        wrong(
            FALSE_FAILURE,
            "in a transaction that committed without it",
            given()
                .begun(7)
                .sentIn(7, 0)
                .failed(0)
                .storedIn(7, 1, 1)
                .committedAll(7)
                .readAll(0, 1)
                .end(0, 3),
            0,
            Event.PublishInvoked.class,
            Event.PublishFailed.class,
            Event.Read.class));
  }
}
