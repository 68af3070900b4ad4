package dev.waybill.runtime.explain;

/** When a consumer's position moves past a message. */
public enum CommitMode {
  /** Before the handler runs. */
  BEFORE,
  /** After the handler has returned, on an interval. */
  INTERVAL,
  /** After the application has acknowledged. */
  MANUAL,
  /** In one transaction with the effect. */
  IN_TRANSACTION,
  /** Never: a broadcast reader has no position. */
  NEVER
}
