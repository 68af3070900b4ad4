package dev.waybill.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 90m}, {@code 36h}, 7d. */
final class DurationText {

  private static final Pattern SIMPLE = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

  private DurationText() {}

  /** Reads that, or ISO-8601 such as {@code PT36H}. */
  static Duration parse(String text) {
    Matcher simple = SIMPLE.matcher(text);
    try {
      if (!simple.matches()) {
        return Duration.parse(text);
      }
      long amount = Long.parseLong(simple.group(1));
      return switch (simple.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "expected a duration like 500ms, 30s, 90m, 36h or 7d, found '" + text + "'", e);
    }
  }
}
