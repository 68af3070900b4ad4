package dev.waybill.runtime.explain;

import static dev.waybill.runtime.explain.Repeat.REDELIVERED;
import static dev.waybill.runtime.explain.Repeat.REDELIVERED_AFTER_CRASH;
import static dev.waybill.runtime.explain.Repeat.REPUBLISHED;
import static dev.waybill.runtime.explain.Repeat.RESENT;

import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The last hop: from the handler to what it changes. */
final class EffectStage {

  private static final String NAME = "effect";
  private static final Set<Repeat> BY_POSITION = Set.of(REDELIVERED, REDELIVERED_AFTER_CRASH);

  private EffectStage() {}

  static Link of(PublishHop publisher, ConsumeHop hop, Capabilities engine) {
    Effect effect = hop.effect();
    if (effect instanceof Effect.Idempotent) {
      return idempotent(hop);
    }
    if (effect instanceof Effect.Deduplicated deduplicated) {
      return deduplicated(publisher, hop, deduplicated);
    }
    if (effect instanceof Effect.BrokerTransaction) {
      return brokerTransaction(hop, engine);
    }
    if (effect instanceof Effect.Database database) {
      return database(publisher, hop, database);
    }
    return none(hop);
  }

  /** Whether the engine can commit outputs and a position together. */
  static boolean canTransact(Capabilities engine) {
    return engine.can(Capability.TRANSACTIONS) && engine.can(Capability.POSITIONS_IN_TRANSACTION);
  }

  private static Link none(ConsumeHop hop) {
    return link(
        hop,
        Set.of(),
        losesOnFailure(hop) ? "the handler runs once, or not at all" : "the handler runs each time",
        List.of(),
        List.of());
  }

  private static Link idempotent(ConsumeHop hop) {
    return link(
            hop,
            EnumSet.allOf(Repeat.class),
            "done twice is the same as done once",
            List.of("the handler leaves the same state however often it has handled a message"),
            List.of("a late repeat that overwrites what a newer message has set"))
        .repairing("done twice is the same as done once");
  }

  private static Link deduplicated(
      PublishHop publisher, ConsumeHop hop, Effect.Deduplicated effect) {
    boolean bounded = effect.window().maxIds() < Long.MAX_VALUE;
    String ids = String.format(Locale.ROOT, "%,d ids", effect.window().maxIds());
    String age = Durations.text(effect.window().maxAge());
    List<String> preconditions = new ArrayList<>();
    preconditions.add("every message carries an id");
    if (bounded) {
      preconditions.add("no more than " + ids + " are handled while a repeat may still come");
    }
    preconditions.add("no message waits behind more than one that takes all its attempts");
    preconditions.add("a dead consumer or publisher is back within " + age);
    return link(
            hop,
            DedupWindow.removes(publisher, hop, effect.window()),
            "a message whose id is in the store is skipped; it remembers "
                + (bounded ? "the newest " + ids : "all ids")
                + ", for "
                + age,
            preconditions,
            List.of(
                "a process that dies between the effect and its entry in the store: the effect happens"
                    + " again; only one transaction for both closes that gap"))
        .repairing("its id is in the store already");
  }

  private static Link brokerTransaction(ConsumeHop hop, Capabilities engine) {
    return link(
        hop,
        canTransact(engine) ? BY_POSITION : Set.of(),
        "outputs and position in one transaction: both or neither",
        List.of(
            "the processor's only effect is what it returns or publishes through the transaction",
            "readers of the outputs read committed messages"),
        List.of(
            "what a processor does elsewhere (an e-mail, a call, a file): it may happen again",
            "messages that a publisher has published twice: they are two messages here"));
  }

  private static Link database(PublishHop publisher, ConsumeHop hop, Effect.Database effect) {
    Set<Repeat> removes = EnumSet.copyOf(BY_POSITION);
    List<String> notCovered = new ArrayList<>();
    String mechanism = "rows and a compare-and-set of the position in one database transaction";
    notCovered.add("what a handler does outside the database (an e-mail, a call)");
    if (effect.ids().isEmpty()) {
      notCovered.add(
          "messages that a publisher has published twice: another offset moves the position like a"
              + " new message");
    } else {
      Effect.IdWindow ids = effect.ids().get();
      mechanism +=
          ", with the message's id inserted first; ids are kept for "
              + Durations.text(ids.idsKept());
      if (DedupWindow.idsOutlastMessages(hop, ids)) {
        notCovered.add("messages without an id that a publisher has published twice");
      } else {
        notCovered.add(
            "a message published twice whose second copy is read later than "
                + Durations.text(ids.idsKept())
                + " after the first was handled");
      }
      if (publisher.hasId() && DedupWindow.reachesResend(publisher, hop, ids)) {
        removes.add(RESENT);
        removes.add(REPUBLISHED);
      }
    }
    return link(
            hop,
            removes,
            mechanism,
            List.of("all effects are rows of that one database, and its commits are durable"),
            notCovered)
        .repairing("the message's id is a row of the database already, and its handler is skipped");
  }

  private static Link link(
      ConsumeHop hop,
      Set<Repeat> removes,
      String mechanism,
      List<String> preconditions,
      List<String> notCovered) {
    Step step = new Step(losesOnFailure(hop), Set.of(), removes);
    List<String> gaps =
        losesOnFailure(hop)
            ? List.of("a message whose handler fails or dies: its position has passed already")
            : notCovered;
    return new Link(
        NAME,
        step,
        Link.guaranteeOf(DeliverStage.of(hop).step().then(step)),
        mechanism,
        preconditions,
        gaps);
  }

  private static boolean losesOnFailure(ConsumeHop hop) {
    return hop.commitMode() == CommitMode.BEFORE || hop.commitMode() == CommitMode.NEVER;
  }
}
