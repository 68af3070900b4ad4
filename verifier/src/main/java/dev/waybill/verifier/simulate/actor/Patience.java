package dev.waybill.verifier.simulate.actor;

/** How long clients wait, in microseconds. Short, so that much happens in little time. */
final class Patience {
  /** For one answer. */
  static final long ANSWER = 100_000;

  /** Between two attempts, at least and at most. */
  static final long LEAST_PAUSE = 2_000;

  static final long MOST_PAUSE = 20_000;

  /** For a message to be acknowledged, attempts included. */
  static final long DELIVERY = 1_400_000;

  /** For anything else to be done, attempts included. */
  static final long OPERATION = 1_000_000;

  private Patience() {}
}
