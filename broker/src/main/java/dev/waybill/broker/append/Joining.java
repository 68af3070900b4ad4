package dev.waybill.broker.append;

/** How a partition comes into the transaction of a batch. */
public enum Joining {
  /** With the first batch that is appended to it. */
  BY_APPENDING,
  /** It must have joined before: a batch that comes after the end of its transaction is refused. */
  BEFORE
}
