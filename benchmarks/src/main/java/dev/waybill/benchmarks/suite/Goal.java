package dev.waybill.benchmarks.suite;

/**
 * What a figure must reach.
 *
 * @param contender label of the one that must reach it
 * @param figure name of the figure, or {@link #RATIO}
 * @param bound which side of the value is good
 * @param value the bound itself counts as reached
 * @param thorough whether only a thorough run measures what it speaks of
 */
public record Goal(String contender, String figure, Bound bound, double value, boolean thorough) {

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
    return new Goal(contender, figure, Bound.AT_LEAST, value, false);
  }

  public static Goal atMost(String contender, String figure, double value) {
    return new Goal(contender, figure, Bound.AT_MOST, value, false);
  }

  /** The same for what only a thorough run measures. */
  public Goal whenThorough() {
    return new Goal(contender, figure, bound, value, true);
  }

  /** Whether a measured figure reaches it. */
  public boolean isReachedBy(double found) {
    return bound == Bound.AT_LEAST ? found >= value : found <= value;
  }
}
