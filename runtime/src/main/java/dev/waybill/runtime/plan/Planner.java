package dev.waybill.runtime.plan;

import dev.waybill.Guarantee;
import dev.waybill.WhenExhausted;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.error.RejectedException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.message.StartPosition;

/** Refuses plans that the engine cannot keep, so that nothing degrades silently. Immutable. */
public final class Planner {

  private final Capabilities engine;

  public Planner(Capabilities engine) {
    this.engine = engine;
  }

  /**
   * Checks the hop from a publisher to the engine.
   *
   * @param whenWritten the publisher asks to be answered before the sync
   */
  public void publish(String topic, Guarantee guarantee, boolean whenWritten) {
    String hop = "publishing " + guarantee + " to '" + topic + "'";
    if (whenWritten && guarantee != Guarantee.AT_LEAST_ONCE) {
      throw new RejectedException(
          hop
              + " cannot be answered when written: answerWhenWritten() is for at-least-once only;"
              + " nothing was opened, drop it or publish at-least-once");
    }
    switch (guarantee) {
      case AT_MOST_ONCE ->
          require(
              Capability.PUBLISH_UNCONFIRMED,
              hop,
              "publishes without waiting",
              "publish at-least-once, or use an engine that does not confirm");
      case AT_LEAST_ONCE -> confirmed(hop, whenWritten);
      case EXACTLY_ONCE -> {
        confirmed(hop, false);
        require(
            Capability.IDEMPOTENT_PUBLISH,
            hop,
            "removal of a publisher's own repeats",
            "publish at-least-once with Topic.id and de-duplicate where it is consumed, or use an"
                + " engine with idempotent publishing");
      }
    }
  }

  /** Checks a session of transactions. */
  public void transactions(String id) {
    require(
        Capability.TRANSACTIONS,
        "transactions of '" + id + "'",
        "transactions over several partitions",
        "publish exactly-once message by message, or use an engine with transactions");
  }

  /** Checks the hop from the engine to a member of a group. */
  public void consume(String topic, String group, Guarantee guarantee, StartPosition startAt) {
    String hop = "consuming '" + topic + "' " + guarantee + " in group '" + group + "'";
    require(
        Capability.GROUPS,
        hop,
        "consumer groups",
        "use broadcast(), or an engine that remembers positions");
    startAt(hop, startAt);
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      String instead =
          "consume at-least-once with deduplicate(store), or use an engine with transactions over"
              + " messages and positions";
      require(Capability.TRANSACTIONS, hop, "transactions over several partitions", instead);
      require(
          Capability.POSITIONS_IN_TRANSACTION, hop, "a group's positions in transactions", instead);
    }
  }

  /** Checks the hop from the engine to a member of a group that keeps its positions in a store. */
  public void consumeIntoStore(String topic, String group, String store, StartPosition startAt) {
    String hop =
        "consuming '" + topic + "' exactly-once into " + store + " in group '" + group + "'";
    require(
        Capability.GROUPS,
        hop,
        "consumer groups, which share out partitions",
        "use an engine that has groups");
    startAt(hop, startAt);
  }

  /** Checks where a group's messages go after their last attempt. */
  public void whenExhausted(String topic, String group, WhenExhausted choice) {
    if (choice instanceof WhenExhausted.DeadLetter letter) {
      DeadLetterTopic.check(topic, group, letter);
    }
  }

  /** Checks the hop from the engine to a live subscriber. */
  public void broadcast(String topic, StartPosition startAt) {
    String hop = "broadcasting '" + topic + "'";
    require(
        Capability.BROADCAST,
        hop,
        "reading without a group",
        "give every subscriber a group of its own, starting at the latest message");
    startAt(hop, startAt);
  }

  /** Checks that a place can be looked up. */
  public void startAt(String hop, StartPosition position) {
    if (position instanceof StartPosition.AtTime) {
      require(
          Capability.SEEK_BY_TIME,
          hop + " from a time",
          "looking up offsets by time",
          "begin at earliest, latest or an offset");
    }
  }

  private void confirmed(String hop, boolean whenWritten) {
    if (whenWritten) {
      require(
          Capability.PUBLISH_WRITTEN,
          hop + ", answered when written,",
          "answers between written and synced",
          "drop answerWhenWritten() to be answered when it is synced");
    } else if (!engine.can(Capability.PUBLISH_REPLICATED)) {
      require(
          Capability.PUBLISH_SYNCED,
          hop,
          "answers that say a message is durable",
          "publish at-most-once, or use an engine that syncs or replicates");
    }
  }

  private void require(Capability capability, String hop, String missing, String instead) {
    if (!engine.can(capability)) {
      throw new UnsupportedException(
          hop
              + " is refused: engine '"
              + engine.engine()
              + "' has no "
              + missing
              + " ("
              + capability
              + "); nothing was opened; "
              + instead);
    }
  }
}
