package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.DUPLICATE_EFFECT;
import static dev.waybill.verifier.check.AnomalyKind.LOST_EFFECT;
import static dev.waybill.verifier.check.AnomalyKind.OUTBOX_GAP_OR_INVERSION;
import static dev.waybill.verifier.check.Case.legal;
import static dev.waybill.verifier.check.Case.wrong;
import static dev.waybill.verifier.check.Story.given;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import java.util.List;

/** What a database says at the end. */
final class EffectCases {
  private EffectCases() {}

  private static Story two(Guarantee guarantee) {
    return given().groupWithEffects(guarantee).storedFirst(2).readAll(0, 1).end(0, 2).assigned(0);
  }

  private static Event row(long message, String key, long order) {
    return new Event.RowCommitted("app", message, "t", key, order);
  }

  static List<Case> all() {
    return List.of(
        // ---- lost effect --------------------------------------------------------------------
        legal(
            LOST_EFFECT,
            "every message has its effect",
            two(Guarantee.EXACTLY_ONCE)
                .deliveredAll(0, 1)
                .committed(2)
                .effects(0, 1)
                .effects(1, 1)),
        legal(
            LOST_EFFECT,
            "the position has not passed it",
            two(Guarantee.EXACTLY_ONCE)
                .deliveredAll(0, 1)
                .committed(1)
                .effects(0, 1)
                .effects(1, 0)),
        legal(
            LOST_EFFECT,
            "at most once loses",
            two(Guarantee.AT_MOST_ONCE).committed(2).effects(0, 0).effects(1, 0)),
        legal(
            LOST_EFFECT,
            "an aborted message has none",
            given()
                .groupWithEffects(Guarantee.EXACTLY_ONCE)
                .by("q")
                .begun(7)
                .storedIn(7, 0, 0)
                .aborted(7)
                .stored(1, 2)
                .read(1, 2)
                .end(0, 3)
                .assigned(0)
                .delivered(1, 2)
                .committed(3)
                .effects(0, 0)
                .effects(1, 1)),
        legal(
            LOST_EFFECT,
            "moved past it by hand",
            two(Guarantee.EXACTLY_ONCE)
                .sought(1)
                .deliveredAll(1)
                .committed(2)
                .effects(0, 0)
                .effects(1, 1)),
        legal(
            LOST_EFFECT,
            "the group began after it",
            given()
                .groupWithEffects(Guarantee.EXACTLY_ONCE)
                .storedFirst(2)
                .readAll(0, 1)
                .end(0, 2)
                .assigned(1)
                .deliveredAll(1)
                .committed(2)
                .effects(0, 0)
                .effects(1, 1)),
        legal(
            LOST_EFFECT,
            "it failed for good and was given back",
            given()
                .storedFirst(2)
                .assigned(0)
                .deliveredAll(0)
                .givenBack(0)
                .deliveredAll(1)
                .handled(1)
                .committed(2)
                .readAll(0, 1)
                .end(0, 2)),
        wrong(
            LOST_EFFECT,
            "committed before it was processed, and the process died",
            two(Guarantee.EXACTLY_ONCE)
                .deliveredAll(0)
                .committed(1)
                .crashed("c")
                .to("d")
                .assigned(1)
                .deliveredAll(1)
                .committed(2)
                .effects(0, 0)
                .effects(1, 1),
            0,
            Event.Read.class,
            Event.Delivered.class,
            Event.EffectCounted.class),
        wrong(
            LOST_EFFECT,
            "committed past a gap",
            given()
                .storedFirst(3)
                .assigned(0)
                .deliveredAll(0, 1, 2)
                .handled(0, 2)
                .committed(3)
                .readAll(0, 1, 2)
                .end(0, 3),
            1,
            Event.Delivered.class,
            Event.Read.class),
        // ---- duplicate effect ---------------------------------------------------------------
        legal(
            DUPLICATE_EFFECT,
            "delivered twice, one effect",
            two(Guarantee.EXACTLY_ONCE)
                .deliveredAll(0)
                .crashed("c")
                .assigned(0)
                .deliveredAll(0)
                .effects(0, 1)),
        legal(
            DUPLICATE_EFFECT,
            "at least once repeats",
            two(Guarantee.AT_LEAST_ONCE)
                .deliveredAll(0)
                .crashed("c")
                .assigned(0)
                .deliveredAll(0)
                .effects(0, 2)),
        legal(
            DUPLICATE_EFFECT,
            "its publisher put it into the log twice",
            given()
                .publisher(Guarantee.AT_LEAST_ONCE)
                .groupWithEffects(Guarantee.EXACTLY_ONCE)
                .stored(0, 0)
                .read(0, 0)
                .read(0, 1)
                .end(0, 2)
                .assigned(0)
                .delivered(0, 0)
                .delivered(0, 1)
                .effects(0, 2)),
        legal(
            DUPLICATE_EFFECT,
            "moved back by hand",
            two(Guarantee.EXACTLY_ONCE).deliveredAll(0).sought(0).deliveredAll(0).effects(0, 2)),
        wrong(
            DUPLICATE_EFFECT,
            "exactly once, and twice after a crash",
            two(Guarantee.EXACTLY_ONCE)
                .deliveredAll(0)
                .crashed("c")
                .assigned(0)
                .deliveredAll(0)
                .effects(0, 2),
            0,
            Event.Read.class,
            Event.Delivered.class,
            Event.EffectCounted.class),
        wrong(
            DUPLICATE_EFFECT,
            "at most once, and three times",
            two(Guarantee.AT_MOST_ONCE).deliveredAll(0).effects(0, 3),
            0,
            Event.Read.class,
            Event.Delivered.class,
            Event.EffectCounted.class),
        // ---- outbox -------------------------------------------------------------------------
        legal(
            OUTBOX_GAP_OR_INVERSION,
            "in the order of the commits",
            given().then(row(0, "a", 1)).then(row(1, "a", 2)).readAll(0, 1).end(0, 2)),
        legal(
            OUTBOX_GAP_OR_INVERSION,
            "keys have no order among themselves",
            given().then(row(0, "a", 1)).then(row(1, "b", 2)).read(1, 0).read(0, 1).end(0, 2)),
        legal(
            OUTBOX_GAP_OR_INVERSION,
            "published again after a crash",
            given().then(row(0, "a", 1)).then(row(1, "a", 2)).readAll(0, 1).read(0, 2).end(0, 3)),
        legal(
            OUTBOX_GAP_OR_INVERSION,
            "the topic was not read to its end",
            given().then(row(0, "a", 1)).then(row(1, "a", 2)).readAll(0)),
        legal(
            OUTBOX_GAP_OR_INVERSION,
            "rows recorded in another order than they were committed in",
            given().then(row(1, "a", 2)).then(row(0, "a", 1)).readAll(0, 1).end(0, 2)),
        wrong(
            OUTBOX_GAP_OR_INVERSION,
            "a row was passed over",
            given().then(row(0, "a", 1)).then(row(1, "a", 2)).read(1, 0).end(0, 1),
            0,
            Event.RowCommitted.class),
        wrong(
            OUTBOX_GAP_OR_INVERSION,
            "two rows of one key changed places",
            given().then(row(0, "a", 1)).then(row(1, "a", 2)).read(1, 0).read(0, 1).end(0, 2),
            1,
            Event.RowCommitted.class,
            Event.RowCommitted.class,
            Event.Read.class,
            Event.Read.class));
  }
}
