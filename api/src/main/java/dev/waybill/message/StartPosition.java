package dev.waybill.message;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;

/** A place in a topic from which to read. */
public sealed interface StartPosition {

  /** The oldest message kept. */
  record Earliest() implements StartPosition {}

  /** After the newest message: only what is published from now on. */
  record Latest() implements StartPosition {}

  /** That offset, in every partition it is applied to. */
  record AtOffset(long offset) implements StartPosition {
    public AtOffset {
      if (offset < 0) {
        throw new IllegalArgumentException("expected an offset ≥ 0, found " + offset);
      }
    }
  }

  /** The first message whose timestamp is that time or later. */
  record AtTime(Instant time) implements StartPosition {
    public AtTime {
      Objects.requireNonNull(time, "time");
    }
  }

  static StartPosition earliest() {
    return new Earliest();
  }

  static StartPosition latest() {
    return new Latest();
  }

  static StartPosition offset(long offset) {
    return new AtOffset(offset);
  }

  static StartPosition time(Instant time) {
    return new AtTime(time);
  }

  /** Reads {@code earliest}, {@code latest}, an offset, or an ISO-8601 instant. */
  static StartPosition parse(String text) {
    if (text.equalsIgnoreCase("earliest")) {
      return earliest();
    }
    if (text.equalsIgnoreCase("latest")) {
      return latest();
    }
    try {
      if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return offset(Long.parseLong(text));
      }
      return time(Instant.parse(text));
    } catch (NumberFormatException | DateTimeParseException e) {
      throw new IllegalArgumentException(
          "expected earliest, latest, an offset ≥ 0 or a time like 2026-11-20T08:00:00Z, found '"
              + text
              + "'",
          e);
    }
  }
}
