package dev.waybill.engine;

/** Which messages a consumer sees. */
public enum Isolation {
  /** Everything durable, messages of open and aborted transactions included. */
  READ_UNCOMMITTED,
  /** Only what was committed, up to the last stable offset. */
  READ_COMMITTED
}
