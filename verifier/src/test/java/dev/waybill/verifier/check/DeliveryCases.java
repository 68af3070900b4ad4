package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.SKIPPED_OR_BACKWARDS;
import static dev.waybill.verifier.check.AnomalyKind.UNCAUSED_DUPLICATE;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Promises.Order;
import java.util.List;

/** What a member gets next, and what comes again. */
final class DeliveryCases {
  private DeliveryCases() {}

  private static Story three() {
    return given().storedFirst(3);
  }

  private static Story twoKeys() {
    return given()
        .groupOrdered(Order.KEY)
        .key("a")
        .stored(0, 0)
        .key("b")
        .stored(1, 1)
        .key("a")
        .stored(2, 2)
        .key("b")
        .stored(3, 3);
  }

  static List<Case> all() {
    return List.of(
        // ---- skipped or backwards -----------------------------------------------------------
        legal(
            SKIPPED_OR_BACKWARDS,
            "one after the other",
            three().assigned(0).deliveredAll(0, 1, 2).readAll(0, 1, 2).end(0, 3)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "a jump over an aborted message and its marker",
            given()
                .stored(0, 0)
                .by("q")
                .begun(7)
                .storedIn(7, 1, 1)
                .aborted(7)
                .by("p")
                .stored(2, 3)
                .assigned(0)
                .delivered(0, 0)
                .delivered(2, 3)
                .read(0, 0)
                .read(2, 3)
                .end(0, 4)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "a jump over what retention took",
            three().assigned(0).deliveredAll(2).readAll(2).end(2, 3)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "moved on by hand",
            three()
                .assigned(0)
                .deliveredAll(0)
                .sought(2)
                .deliveredAll(2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "moved back by hand",
            three()
                .assigned(0)
                .deliveredAll(0, 1, 2)
                .sought(0)
                .deliveredAll(0, 1, 2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "at most once skips",
            three()
                .group(Guarantee.AT_MOST_ONCE)
                .assigned(0)
                .deliveredAll(0, 2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "another member has what lies between",
            three()
                .assigned(0)
                .deliveredAll(0)
                .revoked()
                .to("d")
                .assigned(1)
                .deliveredAll(1)
                .revoked()
                .to("c")
                .assigned(2)
                .deliveredAll(2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "keys overtake each other where order is by key",
            twoKeys().assigned(0).deliveredAll(1, 3, 0, 2).readAll(0, 1, 2, 3).end(0, 4)),
        legal(
            SKIPPED_OR_BACKWARDS,
            "back to the committed position after an abort",
            three()
                .group(Guarantee.EXACTLY_ONCE)
                .assigned(0)
                .by("c")
                .begun(7)
                .deliveredAll(0, 1)
                .staged(7, 2)
                .aborted(7)
                .deliveredAll(0, 1, 2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        wrong(
            SKIPPED_OR_BACKWARDS,
            "over a message that is there",
            three().assigned(0).deliveredAll(0, 2).readAll(0, 1, 2).end(0, 3),
            1,
            Event.Delivered.class,
            Event.Delivered.class,
            Event.Read.class),
        wrong(
            SKIPPED_OR_BACKWARDS,
            "over the first message after the assignment",
            three().assigned(0).deliveredAll(1, 2).readAll(0, 1, 2).end(0, 3),
            0,
            Event.Assigned.class,
            Event.Delivered.class,
            Event.Read.class),
        wrong(
            SKIPPED_OR_BACKWARDS,
            "back to what it had",
            three().assigned(0).deliveredAll(0, 1, 2, 0, 1, 2).readAll(0, 1, 2).end(0, 3),
            0,
            Event.Delivered.class,
            Event.Delivered.class),
        legal(
            SKIPPED_OR_BACKWARDS,
            "at most once, what was passed before the partition was lost and won again",
            three()
                .group(Guarantee.AT_MOST_ONCE)
                .assigned(0)
                .committed(2)
                .deliveredAll(0)
                .revoked()
                .assigned(2)
                .deliveredAll(2, 1)
                .readAll(0, 1, 2)
                .end(0, 3)),
        wrong(
            SKIPPED_OR_BACKWARDS,
            "back behind where it began",
            three().assigned(2).deliveredAll(1).readAll(0, 1, 2).end(0, 3),
            1,
            Event.Assigned.class,
            Event.Delivered.class),
        wrong(
            SKIPPED_OR_BACKWARDS,
            "over a message of the same key",
            twoKeys()
                .key("a")
                .stored(4, 4)
                .assigned(0)
                .deliveredAll(0, 1, 3, 4)
                .readAll(0, 1, 2, 3, 4)
                .end(0, 5),
            2,
            Event.Delivered.class,
            Event.Delivered.class,
            Event.Read.class),
        wrong(
            SKIPPED_OR_BACKWARDS,
            "over the first message of its key",
            twoKeys().assigned(0).deliveredAll(0, 2, 3).readAll(0, 1, 2, 3).end(0, 4),
            1,
            Event.Assigned.class,
            Event.Delivered.class,
            Event.Read.class),
        // ---- uncaused duplicate -------------------------------------------------------------
        legal(
            UNCAUSED_DUPLICATE,
            "again after a rebalance",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .revoked()
                .to("d")
                .assigned(0)
                .deliveredAll(0, 1, 2)
                .readAll(0, 1, 2)
                .end(0, 3)),
        legal(
            UNCAUSED_DUPLICATE,
            "again after the handler failed",
            three().assigned(0).deliveredAll(0).givenBack(0).deliveredAll(0, 1)),
        legal(
            UNCAUSED_DUPLICATE,
            "again after the broker came back",
            three()
                .assigned(0)
                .deliveredAll(0, 1)
                .crashed("broker")
                .restarted("broker")
                .deliveredAll(1, 2)),
        legal(
            UNCAUSED_DUPLICATE,
            "again after a lease ran out",
            three()
                .leases(5)
                .leased(0, 1, 100)
                .deliveredAll(0)
                .after(100)
                .to("d")
                .leased(0, 2, 200)
                .deliveredAll(0)
                .settled(0, 2, Outcome.DONE)),
        legal(
            UNCAUSED_DUPLICATE,
            "to a member that was stopped and does not know yet that another has it",
            three()
                .assigned(0)
                .deliveredAll(0)
                .then(new Event.FaultInjected("injector", "client-stopped", "c"))
                .to("d")
                .assigned(1)
                .deliveredAll(1, 2)
                .to("c")
                .deliveredAll(1, 2)
                .revoked()),
        legal(
            UNCAUSED_DUPLICATE,
            "to a member whose transaction aborted, and in between to one that was stopped",
            three()
                .group(Guarantee.EXACTLY_ONCE)
                .to("d")
                .assigned(0)
                .then(new Event.FaultInjected("injector", "client-stopped", "d"))
                .by("c")
                .to("c")
                .assigned(0)
                .begun(7)
                .deliveredAll(0)
                .staged(7, 1)
                .aborted(7)
                .to("d")
                .deliveredAll(0)
                .to("c")
                .deliveredAll(0, 1)),
        wrong(
            UNCAUSED_DUPLICATE,
            "again to the one that was stopped, which had it already",
            three()
                .assigned(0)
                .then(new Event.FaultInjected("injector", "client-stopped", "c"))
                .to("d")
                .assigned(0)
                .deliveredAll(0)
                .to("c")
                .deliveredAll(0, 0),
            0,
            Event.Delivered.class,
            Event.Delivered.class),
        legal(
            UNCAUSED_DUPLICATE,
            "to a member that does not know yet that the broker came back and another has it",
            three()
                .assigned(0)
                .deliveredAll(0)
                .crashed("broker")
                .restarted("broker")
                .to("d")
                .assigned(1)
                .deliveredAll(1, 2)
                .to("c")
                .deliveredAll(1, 2)
                .revoked()),
        legal(
            UNCAUSED_DUPLICATE,
            "to a member that was stopped, and that its own abort had sent back before",
            three()
                .group(Guarantee.EXACTLY_ONCE)
                .to("c")
                .assigned(0)
                .by("c")
                .begun(7)
                .deliveredAll(0, 1)
                .staged(7, 2)
                .aborted(7)
                .then(new Event.FaultInjected("injector", "client-stopped", "c"))
                .to("d")
                .assigned(0)
                .deliveredAll(0, 1, 2)
                .to("c")
                .deliveredAll(0)),
        wrong(
            UNCAUSED_DUPLICATE,
            "again to the one whose abort had sent it back, once too often",
            three()
                .group(Guarantee.EXACTLY_ONCE)
                .to("c")
                .assigned(0)
                .by("c")
                .begun(7)
                .deliveredAll(0, 1)
                .staged(7, 2)
                .aborted(7)
                .deliveredAll(0, 0),
            0,
            Event.Delivered.class,
            Event.Delivered.class),
        legal(
            UNCAUSED_DUPLICATE,
            "at most once, and moved back by hand",
            three()
                .group(Guarantee.AT_MOST_ONCE)
                .assigned(0)
                .deliveredAll(0, 1)
                .sought(0)
                .deliveredAll(0)),
        legal(
            UNCAUSED_DUPLICATE,
            "one message at two offsets, as its publisher repeats",
            given()
                .publisher(Guarantee.AT_LEAST_ONCE)
                .stored(0, 0)
                .assigned(0)
                .delivered(0, 0)
                .delivered(0, 1)
                .read(0, 0)
                .read(0, 1)
                .end(0, 2)),
        wrong(
            UNCAUSED_DUPLICATE,
            "at once again",
            three().assigned(0).deliveredAll(0, 0, 1),
            0,
            Event.Delivered.class,
            Event.Delivered.class),
        wrong(
            UNCAUSED_DUPLICATE,
            "to two members, and nothing moved the partition",
            three().assigned(0).to("d").assigned(0).deliveredAll(0).to("c").deliveredAll(0),
            0,
            Event.Delivered.class,
            Event.Delivered.class),
        wrong(
            UNCAUSED_DUPLICATE,
            "at most once, and again after a crash",
            three()
                .group(Guarantee.AT_MOST_ONCE)
                .assigned(0)
                .deliveredAll(0, 1)
                .crashed("c")
                .assigned(1)
                .deliveredAll(1),
            1,
            Event.Delivered.class,
            Event.Delivered.class),
        wrong(
            UNCAUSED_DUPLICATE,
            "only an unrelated publisher crashed",
            three().assigned(0).deliveredAll(0).crashed("p").deliveredAll(0),
            0,
            Event.Delivered.class,
            Event.Delivered.class),
        wrong(
            UNCAUSED_DUPLICATE,
            "leased again after it was settled",
            three()
                .leases(5)
                .leased(0, 1, 100)
                .deliveredAll(0)
                .settled(0, 1, Outcome.DONE)
                .after(200)
                .leased(0, 2, 300)
                .deliveredAll(0),
            0,
            Event.Delivered.class,
            Event.Delivered.class));
  }
}
