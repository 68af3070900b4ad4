package dev.waybill.jdbc;

import java.time.Duration;

/** Checks and turns durations. */
final class Durations {

  private static final Duration LONGEST = Duration.ofDays(365_000);

  private Durations() {}

  static Duration positive(String what, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "expected " + what + " of more than nothing, found " + duration);
    }
    return duration;
  }

  /** At least 1, and never so many that a clock's millis could not be added. */
  static long millis(Duration duration) {
    return duration.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : Math.max(1, duration.toMillis());
  }
}
