package dev.waybill.runtime.explain;

import java.time.Duration;

/** Durations as people say them. */
final class Durations {

  /** The longest there is. */
  static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

  private Durations() {}

  /**
   * {@code 250 ms}, {@code 1.5 s}, {@code 2 min}, {@code 36 h}, {@code 7 d}: the unit that fits;
   * {@code ever}: the longest there is.
   */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis == LONGEST.toMillis()) {
      return "ever";
    }
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return tenths(millis, 1_000) + " s";
    }
    if (millis < 7_200_000) {
      return tenths(millis, 60_000) + " min";
    }
    return millis < 345_600_000
        ? tenths(millis, 3_600_000) + " h"
        : tenths(millis, 86_400_000) + " d";
  }

  /** The sum, or the longest there is. */
  static Duration sum(Duration a, Duration b) {
    long millis = a.toMillis() + b.toMillis();
    return millis < 0 ? LONGEST : Duration.ofMillis(millis);
  }

  /** The product, or the longest there is. */
  static Duration times(Duration duration, int factor) {
    boolean fits = duration.toMillis() <= Long.MAX_VALUE / Math.max(1, factor);
    return fits ? Duration.ofMillis(duration.toMillis() * factor) : LONGEST;
  }

  private static String tenths(long millis, long unitMillis) {
    long tenths = Math.round(millis * 10.0 / unitMillis);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
  }
}
