package dev.waybill.broker.transaction;

/** What the end of a transaction does to its producer's epoch. */
public enum Epochs {
  /** The producer is told the next one: nothing late reaches its next transaction. */
  BUMPED,

  /** The producer's protocol has no words for another (Kafka's EndTxn below version 5). */
  KEPT
}
