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

  private static String tenths(long millis, long unitMillis) {
    long tenths = Math.round(millis * 10.0 / unitMillis);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
  }
}
