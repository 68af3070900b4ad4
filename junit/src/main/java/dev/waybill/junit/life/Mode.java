package dev.waybill.junit.life;

/** When a subscription's position is committed, as far as faults care. */
public enum Mode {
  /** Before the handler: at-most-once. */
  BEFORE_HANDLER,
  /** After the handler: at-least-once. */
  AFTER_HANDLER,
  /** In one transaction with the effects. */
  WITH_EFFECTS
}
