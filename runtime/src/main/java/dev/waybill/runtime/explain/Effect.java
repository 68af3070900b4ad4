package dev.waybill.runtime.explain;

import dev.waybill.DeduplicationStore;
import java.util.List;

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
   * @param messageIds whether the message's id is inserted there too, so that a message published
   *     twice is found out
   */
  record Database(boolean messageIds) implements Effect {}

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

  static Effect database(boolean messageIds) {
    return new Database(messageIds);
  }
}
