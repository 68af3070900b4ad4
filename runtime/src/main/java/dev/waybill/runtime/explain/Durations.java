package dev.waybill.runtime.explain;

import java.time.Duration;

/** Durations as people say them. */
final class Durations {

  private Durations() {}

  /** {@code 250 ms}, {@code 1.5 s}, {@code 2 min}, {@code 36 h}: the largest unit that fits. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return tenths(millis, 1_000) + " s";
    }
    if (millis < 7_200_000) {
      return tenths(millis, 60_000) + " min";
    }
    return tenths(millis, 3_600_000) + " h";
  }

  /** The sum, or the longest there is. */
  static Duration sum(Duration a, Duration b) {
    long millis = a.toMillis() + b.toMillis();
    return Duration.ofMillis(millis < 0 ? Long.MAX_VALUE : millis);
  }

  /** The product, or the longest there is. */
  static Duration times(Duration duration, int factor) {
    boolean fits = duration.toMillis() <= Long.MAX_VALUE / Math.max(1, factor);
    return Duration.ofMillis(fits ? duration.toMillis() * factor : Long.MAX_VALUE);
  }

  private static String tenths(long millis, long unitMillis) {
    long tenths = Math.round(millis * 10.0 / unitMillis);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
  }
}
