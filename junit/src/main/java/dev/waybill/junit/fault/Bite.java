package dev.waybill.junit.fault;

/** Whether a fault happened. */
public sealed interface Bite {

  /** What happened, a sentence; or why nothing did. */
  String story();

  /** It happened. */
  record Bit(String story) implements Bite {}

  /** It should have happened and did not: nothing was proved. */
  record Missed(String story) implements Bite {}

  /** It cannot happen to these messages and this subscription. */
  record CannotHappen(String story) implements Bite {}
}
