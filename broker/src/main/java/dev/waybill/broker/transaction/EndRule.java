package dev.waybill.broker.transaction;

/** How a transaction ends, besides committed or aborted. */
public enum EndRule {
  /** Its producer asked: the epoch moves, and the same question gets the same answer. */
  BY_PRODUCER,
  /** Its producer asked and goes on with the same epoch, as those of before KIP-890 do. */
  KEEPING_EPOCH,
  /** Nobody asked, it was late or replaced: the epoch moves, and its producer is fenced. */
  BY_BROKER
}
