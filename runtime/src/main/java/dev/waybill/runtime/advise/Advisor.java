package dev.waybill.runtime.advise;

import dev.waybill.Guarantee;
import dev.waybill.message.Durability;
import dev.waybill.runtime.advise.Advice.HopAdvice;
import dev.waybill.runtime.explain.CommitMode;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.publish.PublishDefaults;
import java.util.List;

/** Recommends the weakest, and so the cheapest, guarantees that meet the needs. Pure. */
public final class Advisor {

  private static final String TOPIC = "events";
  private static final String GROUP = "workers";

  private Advisor() {}

  public static Advice advise(Needs needs) {
    if (needs.lossAcceptable()) {
      return atMostOnce();
    }
    if (needs.duplicatesAcceptable()) {
      return atLeastOnce();
    }
    return needs.idempotentConsumer() ? idempotent() : exactlyOnce();
  }

  private static Advice atMostOnce() {
    return new Advice(
        publish(Guarantee.AT_MOST_ONCE, Durability.UNCONFIRMED),
        consume(Guarantee.AT_MOST_ONCE, CommitMode.BEFORE, Effect.none()),
        "loss is acceptable, so nothing needs to wait, and what is never sent again is never"
            + " repeated: metrics, telemetry, logs",
        "nothing: this is the fastest",
        List.of(
            new HopAdvice("publish", "at-most-once", "sent and not awaited"),
            new HopAdvice("deliver", "at-most-once", "position first, then the handler"),
            new HopAdvice("effect", "any", "it runs once, or not at all")),
        List.of(
            "Publisher<Event> publisher = waybill.publisher(events, Guarantee.AT_MOST_ONCE);",
            "waybill.subscribe(events).group(\"workers\").atMostOnce().handle(e -> count(e));"));
  }

  private static Advice atLeastOnce() {
    return new Advice(
        publish(Guarantee.AT_LEAST_ONCE, Durability.SYNCED),
        consume(Guarantee.AT_LEAST_ONCE, CommitMode.INTERVAL, Effect.none()),
        "no message may be lost and a repeat does no harm: orders taken, e-mail, the right default",
        "a sync before every receipt, shared by all who wait; repeats after a crash",
        List.of(
            new HopAdvice("publish", "at-least-once", "sent again until its receipt has come"),
            new HopAdvice("deliver", "at-least-once", "the handler first, then the position"),
            new HopAdvice("effect", "any", "now and then it happens twice")),
        List.of(
            "Publisher<Event> publisher = waybill.publisher(events, Guarantee.AT_LEAST_ONCE);",
            "waybill.subscribe(events).group(\"workers\").atLeastOnce().handle(e -> mail(e));"));
  }

  private static Advice idempotent() {
    return new Advice(
        publish(Guarantee.AT_LEAST_ONCE, Durability.SYNCED),
        consume(Guarantee.AT_LEAST_ONCE, CommitMode.INTERVAL, Effect.idempotent()),
        "repeats are harmful, but the consumer can absorb them: at-least-once on every hop, and an"
            + " effect that is the same done twice, is exactly-once in its effect",
        "as at-least-once, and the care to keep the effect idempotent",
        List.of(
            new HopAdvice("publish", "at-least-once", "its repeats are absorbed later"),
            new HopAdvice("deliver", "at-least-once", "its repeats are absorbed later"),
            new HopAdvice(
                "effect", "idempotent", "set a value or replace a row by the message's id")),
        List.of(
            "Publisher<Event> publisher = waybill.publisher(events, Guarantee.AT_LEAST_ONCE);",
            "waybill.subscribe(events).group(\"workers\").atLeastOnce()"
                + ".handle(e -> states.put(e.id(), e.state()));"));
  }

  private static Advice exactlyOnce() {
    return new Advice(
        PublishHop.transactions(TOPIC, Durability.SYNCED, true, PublishDefaults.DELIVERY_TIMEOUT),
        consume(
            Guarantee.EXACTLY_ONCE,
            CommitMode.IN_TRANSACTION,
            Effect.brokerTransaction(List.of("results"))),
        "neither loss nor repeats are acceptable and the consumer cannot absorb them: effect and"
            + " position move in one transaction: payments, ledgers, stock",
        "one commit per batch; the effect must be messages or rows, never an e-mail",
        List.of(
            new HopAdvice(
                "publish",
                "exactly-once",
                "in transactions that also keep the publisher's progress, so that a restart"
                    + " publishes nothing twice"),
            new HopAdvice("deliver", "at-least-once", "delivery itself cannot be exactly-once"),
            new HopAdvice(
                "effect", "exactly-once", "outputs and position in one transaction: both or none")),
        List.of(
            "waybill.transactions(\"intake\").run(t -> {",
            "  t.publish(events, event);",
            "  t.publish(progress, event.number());",
            "});",
            "waybill.subscribe(events).group(\"workers\").exactlyOnce()"
                + ".into(results).process(e -> List.of(resultOf(e)));"));
  }

  private static PublishHop publish(Guarantee guarantee, Durability durability) {
    return new PublishHop(TOPIC, guarantee, durability, true, PublishDefaults.DELIVERY_TIMEOUT);
  }

  private static ConsumeHop consume(Guarantee guarantee, CommitMode mode, Effect effect) {
    return ConsumeHop.byDefault(TOPIC, GROUP, guarantee, mode, effect);
  }
}
