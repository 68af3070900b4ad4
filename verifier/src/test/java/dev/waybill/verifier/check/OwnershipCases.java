package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.LEASE_OVERLAP;
import static dev.waybill.verifier.check.AnomalyKind.ZOMBIE_SUCCESS;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import java.util.List;

/** Who may do what, and until when. */
final class OwnershipCases {
  private OwnershipCases() {}

  private static Event granted(String process, long epoch) {
    return new Event.EpochGranted(process, "tx", epoch);
  }

  private static Event begun(String process, long epoch, long use) {
    return new Event.EpochUseInvoked(process, "tx", epoch, use, "commit");
  }

  private static Event ended(String process, long use, Outcome outcome) {
    return new Event.EpochUsed(process, "tx", use, outcome);
  }

  private static Story one() {
    return given().leases(2).stored(0, 0);
  }

  static List<Case> all() {
    return List.of(
        // ---- zombie success -----------------------------------------------------------------
        legal(
            ZOMBIE_SUCCESS,
            "the zombie is refused",
            given()
                .then(granted("a", 1))
                .then(granted("b", 2))
                .then(begun("a", 1, 0))
                .then(ended("a", 0, Outcome.NOT_DONE))),
        legal(
            ZOMBIE_SUCCESS,
            "begun before the newer grant, answered after it",
            given()
                .then(granted("a", 1))
                .then(begun("a", 1, 0))
                .then(granted("b", 2))
                .then(ended("a", 0, Outcome.DONE))),
        legal(
            ZOMBIE_SUCCESS,
            "nobody knows how it ended",
            given()
                .then(granted("a", 1))
                .then(granted("b", 2))
                .then(begun("a", 1, 0))
                .then(ended("a", 0, Outcome.UNKNOWN))),
        legal(
            ZOMBIE_SUCCESS,
            "the newer one succeeds, and so does another scope's",
            given()
                .then(granted("a", 1))
                .then(granted("b", 2))
                .then(begun("b", 2, 0))
                .then(ended("b", 0, Outcome.DONE))
                .then(new Event.EpochUseInvoked("a", "other", 1, 1, "commit"))
                .then(new Event.EpochUsed("a", "other", 1, Outcome.DONE))),
        wrong(
            ZOMBIE_SUCCESS,
            "begun after the newer grant, and done",
            given()
                .then(granted("a", 1))
                .then(granted("b", 2))
                .then(begun("a", 1, 0))
                .then(ended("a", 0, Outcome.DONE)),
            Event.NO_MESSAGE,
            Event.EpochGranted.class,
            Event.EpochUseInvoked.class,
            Event.EpochUsed.class),
        wrong(
            ZOMBIE_SUCCESS,
            "the second of two, the first of which was under way",
            given()
                .then(granted("a", 1))
                .then(begun("a", 1, 0))
                .then(granted("b", 2))
                .then(begun("a", 1, 1))
                .then(ended("a", 0, Outcome.DONE))
                .then(ended("a", 1, Outcome.DONE)),
            Event.NO_MESSAGE,
            Event.EpochGranted.class,
            Event.EpochUseInvoked.class,
            Event.EpochUsed.class),
        // ---- lease overlap ------------------------------------------------------------------
        legal(
            LEASE_OVERLAP,
            "again when its time is up",
            one().leased(0, 1, 100).after(100).to("d").leased(0, 2, 200)),
        legal(
            LEASE_OVERLAP,
            "at once when its holder died",
            one().leased(0, 1, 100).crashed("c").to("d").leased(0, 2, 100)),
        legal(
            LEASE_OVERLAP,
            "at once when it was given back",
            one().leased(0, 1, 100).delivered(0, 0).givenBack(0).to("d").leased(0, 2, 100)),
        legal(
            LEASE_OVERLAP,
            "a late acknowledgement is refused",
            one()
                .leased(0, 1, 100)
                .after(100)
                .to("d")
                .leased(0, 2, 200)
                .to("c")
                .settled(0, 1, Outcome.NOT_DONE)
                .to("d")
                .settled(0, 2, Outcome.DONE)),
        legal(
            LEASE_OVERLAP,
            "a clock was moved",
            one()
                .leased(0, 1, 100)
                .then(new Event.FaultInjected("injector", "clock+1h", "broker"))
                .to("d")
                .leased(0, 2, 200)),
        wrong(
            LEASE_OVERLAP,
            "leased to another while it is live",
            one().leased(0, 1, 100).after(99).to("d").leased(0, 2, 200),
            0,
            Event.Leased.class,
            Event.Leased.class),
        wrong(
            LEASE_OVERLAP,
            "a late acknowledgement is accepted",
            one()
                .leased(0, 1, 100)
                .after(100)
                .to("d")
                .leased(0, 2, 200)
                .to("c")
                .settled(0, 1, Outcome.DONE),
            0,
            Event.Leased.class,
            Event.LeaseSettled.class),
        wrong(
            LEASE_OVERLAP,
            "more attempts than allowed",
            one().leased(0, 1, 100).after(100).leased(0, 2, 200).after(100).leased(0, 3, 300),
            0,
            Event.Leased.class));
  }
}
