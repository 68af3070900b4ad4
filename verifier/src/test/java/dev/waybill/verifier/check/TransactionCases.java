package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.ABORTED_READ;
import static dev.waybill.verifier.check.AnomalyKind.POSITION_OUTPUT_SPLIT;
import static dev.waybill.verifier.check.AnomalyKind.STUCK_STABLE_OFFSET;
import static dev.waybill.verifier.check.AnomalyKind.TORN_TRANSACTION;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import java.util.List;

/** All or nothing. */
final class TransactionCases {
  private TransactionCases() {}

  static List<Case> all() {
    return List.of(
        // ---- aborted read -------------------------------------------------------------------
        legal(
            ABORTED_READ,
            "aborted, and nobody sees it",
            given().begun(7).storedIn(7, 0, 0).aborted(7).stored(1, 2).read(1, 2).end(0, 3)),
        legal(
            ABORTED_READ,
            "a reader of uncommitted messages sees it",
            given()
                .groupReadingUncommitted()
                .begun(7)
                .storedIn(7, 0, 0)
                .delivered(0, 0)
                .aborted(7)
                .end(0, 2)),
        legal(
            ABORTED_READ,
            "its commit was asked for and is not answered yet",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .commitAsked(7)
                .delivered(0, 0)
                .commitAnswered(7, Outcome.DONE)
                .read(0, 0)
                .end(0, 2)),
        legal(
            ABORTED_READ,
            "an unknown commit that happened",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .commitAsked(7)
                .commitAnswered(7, Outcome.UNKNOWN)
                .read(0, 0)
                .end(0, 2)),
        wrong(
            ABORTED_READ,
            "an aborted message is read at rest",
            given().begun(7).storedIn(7, 0, 0).aborted(7).read(0, 0).end(0, 2),
            0,
            Event.Published.class,
            Event.TransactionEnded.class,
            Event.Read.class),
        wrong(
            ABORTED_READ,
            "delivered while nobody had asked for the commit",
            given().begun(7).storedIn(7, 0, 0).delivered(0, 0).committedAll(7).read(0, 0).end(0, 2),
            0,
            Event.PublishInvoked.class,
            Event.Delivered.class),
        wrong(
            ABORTED_READ,
            "a message whose publish failed, and which is not in the log",
            given().sent(0).delivered(0, 0).failed(0).end(0, 0),
            0,
            Event.Delivered.class,
            Event.PublishFailed.class),
        wrong(
            ABORTED_READ,
            "its commit definitely did not happen",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .commitAsked(7)
                .commitAnswered(7, Outcome.NOT_DONE)
                .read(0, 0)
                .end(0, 2),
            0,
            Event.Published.class,
            Event.TransactionEnded.class,
            Event.Read.class),
        // ---- torn transaction ---------------------------------------------------------------
        legal(
            TORN_TRANSACTION,
            "all of it",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .storedIn(7, 1, 1)
                .committedAll(7)
                .readAll(0, 1)
                .end(0, 3)),
        legal(
            TORN_TRANSACTION,
            "an unknown commit, and nothing of it",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .storedIn(7, 1, 1)
                .commitAsked(7)
                .commitAnswered(7, Outcome.UNKNOWN)
                .end(0, 3)),
        legal(
            TORN_TRANSACTION,
            "an unknown commit, and all of it",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .storedIn(7, 1, 1)
                .commitAsked(7)
                .commitAnswered(7, Outcome.UNKNOWN)
                .readAll(0, 1)
                .end(0, 3)),
        legal(
            TORN_TRANSACTION,
            "retention took a part",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .storedIn(7, 1, 1)
                .committedAll(7)
                .readAll(1)
                .end(1, 3)),
        legal(
            TORN_TRANSACTION,
            "a message of it whose publish is unknown is missing",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .sentIn(7, 1)
                .unknown(1)
                .committedAll(7)
                .readAll(0)
                .end(0, 2)),
        wrong(
            TORN_TRANSACTION,
            "committed, and one message is missing",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .storedIn(7, 1, 1)
                .committedAll(7)
                .readAll(1)
                .end(0, 3),
            0,
            Event.Published.class,
            Event.TransactionEnded.class,
            Event.Read.class),
        wrong(
            TORN_TRANSACTION,
            "an unknown commit reached one partition and not the other",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .in(1)
                .storedIn(7, 1, 0)
                .commitAsked(7)
                .commitAnswered(7, Outcome.UNKNOWN)
                .end(0, 1)
                .in(0)
                .read(0, 0)
                .end(0, 2),
            1,
            Event.Published.class,
            Event.TransactionEnded.class,
            Event.Read.class),
        // ---- position/output split ----------------------------------------------------------
        legal(
            POSITION_OUTPUT_SPLIT,
            "both",
            given()
                .topic("in")
                .assigned(0)
                .topic("t")
                .begun(7)
                .storedIn(7, 0, 0)
                .topic("in")
                .staged(7, 5)
                .committedAll(7)
                .topic("t")
                .read(0, 0)
                .end(0, 2)
                .topic("in")
                .positionFound(5)),
        legal(
            POSITION_OUTPUT_SPLIT,
            "neither, after an unknown end",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .topic("in")
                .staged(7, 5)
                .commitAsked(7)
                .commitAnswered(7, Outcome.UNKNOWN)
                .topic("t")
                .end(0, 2)
                .topic("in")
                .positionFound(0)),
        legal(
            POSITION_OUTPUT_SPLIT,
            "neither, and the repetition reached the same position",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .topic("in")
                .staged(7, 5)
                .aborted(7)
                .begun(8)
                .topic("t")
                .storedIn(8, 1, 2)
                .topic("in")
                .staged(8, 5)
                .committedAll(8)
                .topic("t")
                .read(1, 2)
                .end(0, 4)
                .topic("in")
                .positionFound(5)),
        legal(
            POSITION_OUTPUT_SPLIT,
            "nobody asked for the position afterwards",
            given()
                .topic("in")
                .positionFound(0)
                .topic("t")
                .begun(7)
                .storedIn(7, 0, 0)
                .topic("in")
                .staged(7, 5)
                .committedAll(7)
                .topic("t")
                .read(0, 0)
                .end(0, 2)),
        wrong(
            POSITION_OUTPUT_SPLIT,
            "outputs without their positions",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .topic("in")
                .staged(7, 5)
                .committedAll(7)
                .topic("t")
                .read(0, 0)
                .end(0, 2)
                .topic("in")
                .positionFound(0),
            0,
            Event.CommitInvoked.class,
            Event.TransactionEnded.class,
            Event.Read.class,
            Event.PositionRead.class),
        wrong(
            POSITION_OUTPUT_SPLIT,
            "positions without their outputs",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .topic("in")
                .staged(7, 5)
                .commitAsked(7)
                .commitAnswered(7, Outcome.UNKNOWN)
                .topic("t")
                .end(0, 2)
                .topic("in")
                .positionFound(5),
            0,
            Event.Published.class,
            Event.CommitInvoked.class,
            Event.TransactionEnded.class,
            Event.PositionRead.class),
        // ---- stuck stable offset ------------------------------------------------------------
        legal(
            STUCK_STABLE_OFFSET,
            "it moves once the transaction has timed out",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .then(stable(0, 1))
                .crashed("p")
                .after(60_000)
                .then(stable(0, 1))
                .after(4_000)
                .then(stable(1, 1))),
        legal(
            STUCK_STABLE_OFFSET,
            "another transaction, whose producer lives, holds it",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .then(stable(0, 2))
                .crashed("p")
                .by("q")
                .begun(8)
                .sentIn(8, 1)
                .after(70_000)
                .then(stable(0, 2))),
        legal(
            STUCK_STABLE_OFFSET,
            "the broker came back a moment ago",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .then(stable(0, 1))
                .crashed("p")
                .crashed("broker")
                .after(60_000)
                .restarted("broker")
                .after(6_000)
                .then(stable(0, 1))),
        legal(
            STUCK_STABLE_OFFSET,
            "its producer lives",
            given().begun(7).storedIn(7, 0, 0).then(stable(0, 1)).after(90_000).then(stable(0, 1))),
        wrong(
            STUCK_STABLE_OFFSET,
            "it stands still past the timeout",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .then(stable(0, 1))
                .crashed("p")
                .after(65_001)
                .then(stable(0, 1)),
            Event.NO_MESSAGE,
            Event.StableOffset.class,
            Event.Crashed.class,
            Event.StableOffset.class),
        wrong(
            STUCK_STABLE_OFFSET,
            "it moved once after the death and stands still since",
            given()
                .begun(7)
                .storedIn(7, 0, 0)
                .then(stable(0, 3))
                .crashed("p")
                .after(50_000)
                .then(stable(1, 3))
                .after(30_000)
                .then(stable(1, 3))
                .after(40_000)
                .then(stable(1, 3)),
            Event.NO_MESSAGE,
            Event.Crashed.class,
            Event.StableOffset.class,
            Event.StableOffset.class));
  }

  private static Event stable(long stable, long end) {
    return new Event.StableOffset("observer", "t", 0, stable, end);
  }
}
