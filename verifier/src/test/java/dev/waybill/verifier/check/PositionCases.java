package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.POSITION_REGRESSION;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import java.util.List;

/** Where a group goes on. */
final class PositionCases {
  private PositionCases() {}

  private static Story three() {
    return given().storedFirst(3);
  }

  static List<Case> all() {
    return List.of(
        legal(
            POSITION_REGRESSION,
            "a new member begins at the committed position",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .committed(2)
                .crashed("c")
                .to("d")
                .assigned(2)
                .deliveredAll(2)
                .positionFound(2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            POSITION_REGRESSION,
            "an unknown commit may count",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .commitBegun(2)
                .commitEnded(2, Outcome.UNKNOWN)
                .to("d")
                .assigned(2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            POSITION_REGRESSION,
            "an unknown commit may not count",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .commitBegun(2)
                .commitEnded(2, Outcome.UNKNOWN)
                .to("d")
                .assigned(0)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            POSITION_REGRESSION,
            "moved back by hand",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .committed(2)
                .sought(0)
                .deliveredAll(0)
                .committed(1)
                .positionFound(1)),
        legal(
            POSITION_REGRESSION,
            "two commits under way at once are answered in any order",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .commitBegun(1)
                .commitBegun(2)
                .commitEnded(2, Outcome.DONE)
                .commitEnded(1, Outcome.DONE)),
        legal(
            POSITION_REGRESSION,
            "retention took what lies between",
            three()
                .assigned(0)
                .deliveredAll(0)
                .committed(1)
                .to("d")
                .assigned(2)
                .readAll(2)
                .end(2, 3)),
        legal(
            POSITION_REGRESSION,
            "an aborted transaction's position does not count",
            three()
                .group(Guarantee.EXACTLY_ONCE)
                .by("c")
                .assigned(0)
                .begun(7)
                .deliveredAll(0, 1)
                .staged(7, 2)
                .aborted(7)
                .to("d")
                .assigned(0)
                .deliveredAll(0)),
        legal(
            POSITION_REGRESSION,
            "the answer was on its way while another committed",
            three()
                .assigned(0)
                .deliveredAll(0)
                .committed(1)
                .to("d")
                .positionAsked()
                .to("c")
                .deliveredAll(1)
                .committed(2)
                .to("d")
                .assigned(1)),
        wrong(
            POSITION_REGRESSION,
            "the answer is older than what was committed when it was asked",
            three().assigned(0).deliveredAll(0).committed(1).to("d").positionAsked().assigned(0),
            Event.NO_MESSAGE,
            Event.CommitEnded.class,
            Event.Assigned.class),
        wrong(
            POSITION_REGRESSION,
            "a commit goes back",
            three().assigned(0).deliveredAll(0, 1).committed(2).committed(1),
            Event.NO_MESSAGE,
            Event.CommitEnded.class,
            Event.CommitEnded.class),
        wrong(
            POSITION_REGRESSION,
            "a committed position is forgotten",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .committed(2)
                .crashed("broker")
                .restarted("broker")
                .to("d")
                .assigned(0),
            Event.NO_MESSAGE,
            Event.CommitEnded.class,
            Event.Assigned.class),
        wrong(
            POSITION_REGRESSION,
            "a new member begins past the committed position",
            three()
                .assigned(0)
                .deliveredAll(0)
                .committed(1)
                .to("d")
                .assigned(2)
                .deliveredAll(2)
                .readAll(0, 1, 2)
                .end(0, 3),
            1,
            Event.CommitEnded.class,
            Event.Assigned.class),
        wrong(
            POSITION_REGRESSION,
            "the rewind after an abort was forgotten",
            three()
                .group(Guarantee.EXACTLY_ONCE)
                .by("c")
                .assigned(0)
                .begun(7)
                .deliveredAll(0, 1)
                .staged(7, 2)
                .aborted(7)
                .deliveredAll(2)
                .readAll(0, 1, 2)
                .end(0, 3),
            0,
            Event.TransactionEnded.class,
            Event.Delivered.class));
  }
}
