package dev.waybill.verifier.simulate.actor;

/** How long clients wait, in microseconds. Short, so that much happens in little time. */
public final class Patience {
  /** For one answer. */
  public static final long ANSWER = 100_000;

  /** Between two attempts, at least and at most. */
  public static final long LEAST_PAUSE = 2_000;

  public static final long MOST_PAUSE = 20_000;

  /** For a message to be acknowledged, attempts included. */
  public static final long DELIVERY = 1_400_000;

  /** For anything else to be done, attempts included. */
  public static final long OPERATION = 1_000_000;

  private Patience() {}
}
