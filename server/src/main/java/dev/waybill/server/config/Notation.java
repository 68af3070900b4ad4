package dev.waybill.server.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Values as Kafka writes them. Without a limit is -1 in some settings, the largest long in others.
 */
final class Notation {
  private static final long UNLIMITED = -1;

  private Notation() {}

  static int wholeNumber(String value) {
    long number = largeNumber(value);
    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected a whole number of at most " + Integer.MAX_VALUE + ", found " + value);
    }
    return (int) number;
  }

  static long largeNumber(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number, found \"" + value + "\"", e);
    }
  }

  static double fraction(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a number, found \"" + value + "\"", e);
    }
  }

  static boolean truth(String value) {
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return value.equalsIgnoreCase("true");
    }
    throw new IllegalArgumentException("expected true or false, found \"" + value + "\"");
  }

  static Duration millis(String value) {
    return Duration.ofMillis(largeNumber(value));
  }

  static String millis(Duration time) {
    return String.valueOf(time.toMillis());
  }

  /** A time that -1 stands for the absence of. */
  static Optional<Duration> millisOrMinusOne(String value) {
    long millis = largeNumber(value);
    return millis == UNLIMITED ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  static String millisOrMinusOne(Optional<Duration> time) {
    return String.valueOf(time.map(Duration::toMillis).orElse(UNLIMITED));
  }

  /** A time that the largest number stands for the absence of. */
  static Optional<Duration> millisOrLargest(String value) {
    long millis = largeNumber(value);
    return millis == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  static String millisOrLargest(Optional<Duration> time) {
    return String.valueOf(time.map(Duration::toMillis).orElse(Long.MAX_VALUE));
  }

  /** A size that -1 stands for the absence of. */
  static OptionalLong bytesOrMinusOne(String value) {
    long bytes = largeNumber(value);
    return bytes == UNLIMITED ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  static String bytesOrMinusOne(OptionalLong bytes) {
    return String.valueOf(bytes.orElse(UNLIMITED));
  }
}
