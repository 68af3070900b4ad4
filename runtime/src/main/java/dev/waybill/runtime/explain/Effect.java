package dev.waybill.runtime.explain;

import dev.waybill.DeduplicationStore;
import dev.waybill.effect.Outgoing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a handler does, as far as repeats are concerned. */
public sealed interface Effect {

  /** Something that happens again when it is done again: an e-mail, a counter. */
  record None() implements Effect {}

  /** Done twice is the same as done once: a value set, a row replaced. */
  record Idempotent() implements Effect {}

  /** Skipped when the store knows the message's id. */
  record Deduplicated(DeduplicationStore.Window window) implements Effect {}

  /**
   * Messages published in one transaction with the consumer's position.
   *
   * @param outputs the topics they go to, as far as they are known
   */
  record BrokerTransaction(List<String> outputs) implements Effect {
    public BrokerTransaction {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * Rows written in one database transaction with a compare-and-set on the consumer's position.
   *
   * @param ids how long message ids are kept there too, so that a message published twice is found
   *     out; empty: they are not
   * @param outgoing the topics that handlers write messages for in the same transaction, into an
   *     outbox, as far as they are known
   */
  record Database(Optional<IdWindow> ids, List<Outgoing> outgoing) implements Effect {
    public Database {
      outgoing = List.copyOf(outgoing);
    }
  }

  /**
   * How long a database remembers message ids.
   *
   * @param idsKept from the handling of their message on
   * @param messagesKept how long the topic keeps messages, and so how late a repeat may be read
   */
  record IdWindow(Duration idsKept, Duration messagesKept) {

    /** Ids are never forgotten before their repeats are. */
    static final IdWindow LONG_ENOUGH = new IdWindow(Durations.LONGEST, Duration.ZERO);
  }

  static Effect none() {
    return new None();
  }

  static Effect idempotent() {
    return new Idempotent();
  }

  static Effect deduplicated(DeduplicationStore.Window window) {
    return new Deduplicated(window);
  }

  static Effect brokerTransaction(List<String> outputs) {
    return new BrokerTransaction(outputs);
  }

  /** A database that remembers ids for as long as it must, or none. */
  static Effect database(boolean messageIds) {
    return new Database(
        messageIds ? Optional.of(IdWindow.LONG_ENOUGH) : Optional.empty(), List.of());
  }

  static Effect database(IdWindow ids) {
    return new Database(Optional.of(ids), List.of());
  }
}
