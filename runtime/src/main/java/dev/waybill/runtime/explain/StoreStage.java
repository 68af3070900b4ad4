package dev.waybill.runtime.explain;

import static dev.waybill.engine.Capability.IDEMPOTENT_PUBLISH;
import static dev.waybill.engine.Capability.PUBLISH_SYNCED;

import dev.waybill.Guarantee;
import dev.waybill.engine.Capabilities;
import dev.waybill.message.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The second hop: from the engine's hands to its log. */
final class StoreStage {

  private static final String NAME = "store";

  private StoreStage() {}

  /** What keeps the messages of that publisher. */
  static Link of(PublishHop hop, Capabilities engine) {
    boolean sequenced = hop.guarantee() != Guarantee.AT_MOST_ONCE && engine.can(IDEMPOTENT_PUBLISH);
    return of(durability(hop, engine), sequenced);
  }

  /** What keeps the outputs of a transaction: as durable as the engine can. */
  static Link ofOutputs(Capabilities engine) {
    Durability durability = engine.can(PUBLISH_SYNCED) ? Durability.SYNCED : Durability.REPLICATED;
    return of(durability, engine.can(IDEMPOTENT_PUBLISH));
  }

  private static Link of(Durability durability, boolean sequenced) {
    boolean loses = durability == Durability.UNCONFIRMED || durability == Durability.WRITTEN;
    Set<Repeat> removes = sequenced ? Set.of(Repeat.RESENT) : Set.of();
    String suffix = sequenced ? "; a batch sent again is known by its sequence number" : "";
    return new Link(
        NAME,
        new Step(loses, Set.of(), removes),
        loses
            ? Guarantee.AT_MOST_ONCE
            : sequenced ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE,
        mechanism(durability) + suffix,
        preconditions(durability),
        notCovered(durability));
  }

  private static String mechanism(Durability durability) {
    return switch (durability) {
      case UNCONFIRMED -> "appended when it arrives; nobody waits for the disk";
      case WRITTEN -> "acknowledged when written to the operating system, before it is synced";
      case SYNCED ->
          "acknowledged after the fsync that covers it; readers see synced messages only";
      case REPLICATED -> "acknowledged by all in-sync replicas; their disks may lag";
    };
  }

  private static List<String> preconditions(Durability durability) {
    return switch (durability) {
      case UNCONFIRMED, WRITTEN -> List.of();
      case SYNCED -> List.of("the disk keeps what it reported as synced");
      case REPLICATED ->
          List.of("at least two replicas are in sync, and not all of them fail at once");
    };
  }

  private static List<String> notCovered(Durability durability) {
    List<String> gaps = new ArrayList<>();
    if (durability == Durability.UNCONFIRMED) {
      gaps.add("a message that the engine refused or had not written when it died");
    }
    if (durability == Durability.WRITTEN) {
      gaps.add("messages acknowledged and not yet synced when the power fails");
    }
    gaps.add("messages that retention deletes before a group has read them");
    return gaps;
  }

  // An assumed publisher cannot know how durable its receipts are: take the engine's best.
  private static Durability durability(PublishHop hop, Capabilities engine) {
    return hop.durability() == Durability.SYNCED && !engine.can(PUBLISH_SYNCED)
        ? Durability.REPLICATED
        : hop.durability();
  }
}
