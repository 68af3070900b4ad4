package dev.waybill.broker.append;

/** How a partition, or a group's positions, comes to take part in a transaction. */
public enum Joining {
  /**
   * With the first batch that is appended to it, which also opens the transaction. Right for
   * producers whose epoch moves with every transaction: what is late carries an old one.
   */
  BY_APPENDING,

  /**
   * It must have joined before. Asked of producers that keep their epoch: nothing else tells a late
   * batch of an ended transaction from the first one of the next, and a transaction that a late
   * batch opens is ended by nobody (KIP-890).
   */
  BEFORE
}
