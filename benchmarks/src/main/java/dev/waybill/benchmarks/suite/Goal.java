package dev.waybill.benchmarks.suite;

/**
 * What a figure must reach.
 *
 * @param contender label of the one that must reach it
 * @param figure name of the figure, or {@link #RATIO}
 * @param bound which side of the value is good
 * @param value the bound itself counts as reached
 */
public record Goal(String contender, String figure, Bound bound, double value) {

  /** The figure that means the benchmark's comparison. */
  public static final String RATIO = "ratio";

  /** Which side is good. */
  public enum Bound {
    AT_LEAST("≥"),
    AT_MOST("≤");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }
  }

  public static Goal atLeast(String contender, String figure, double value) {
    return new Goal(contender, figure, Bound.AT_LEAST, value);
  }

  public static Goal atMost(String contender, String figure, double value) {
    return new Goal(contender, figure, Bound.AT_MOST, value);
  }

  /** Whether a measured figure reaches it. */
  public boolean isReachedBy(double found) {
    return bound == Bound.AT_LEAST ? found >= value : found <= value;
  }
}
