package dev.waybill.embedded;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.error.RejectedException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * What may follow the {@code ?} of {@code embedded:DIR?name=value&…}.
 *
 * <pre>
 *   maxUnwrittenBytes   bytes handed over and not yet written, 8m for instance
 *   checkpointBytes     recovery state of a partition is saved every so many bytes
 *   diskReserveBytes    publishing is refused while the disk has less free
 *   listen              HOST:PORT where Kafka clients can connect; needs waybill-server
 *   retentionInterval   how often old segments are looked for, PT30S or 30s
 * </pre>
 *
 * <p>Sizes are bytes, or end in {@code k}, {@code m} or {@code g} (powers of 1024).
 */
final class EmbeddedOptions {
  /** Not the broker's: who else may use it. */
  static final String LISTEN = "listen";

  private static final long KIB = 1024;

  private record Option(BiFunction<BrokerSettings, String, BrokerSettings> set) {}

  private static final Map<String, Option> KNOWN =
      new TreeMap<>(
          Map.of(
              "maxUnwrittenBytes",
              new Option((to, text) -> to.withMaxUnwrittenBytes(bytes(text))),
              "checkpointBytes",
              new Option((to, text) -> to.withCheckpointBytes(bytes(text))),
              "diskReserveBytes",
              new Option((to, text) -> to.withDiskReserveBytes(bytes(text))),
              "retentionInterval",
              new Option((to, text) -> to.withRetentionInterval(duration(text)))));

  private EmbeddedOptions() {}

  /** The settings with the options applied; rejects unknown names and illegal values. */
  static BrokerSettings apply(BrokerSettings defaults, Map<String, String> options) {
    BrokerSettings settings = defaults;
    for (Map.Entry<String, String> given : new TreeMap<>(options).entrySet()) {
      Option option = KNOWN.get(given.getKey());
      if (option == null) {
        throw new RejectedException(
            "opening embedded: expected options out of "
                + names()
                + ", found '"
                + given.getKey()
                + "'; nothing was opened. Remove the option, or correct its name");
      }
      try {
        settings = option.set().apply(settings, given.getValue());
      } catch (IllegalArgumentException e) {
        throw new RejectedException(
            "opening embedded: option "
                + given.getKey()
                + ": "
                + e.getMessage()
                + "; nothing was opened. Correct the value",
            e);
      }
    }
    return settings;
  }

  private static SortedSet<String> names() {
    NavigableSet<String> names = new TreeSet<>(KNOWN.keySet());
    names.add(LISTEN);
    return names;
  }

  private static long bytes(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    long unit = 1;
    String number = lower;
    int last = "kmg".indexOf(lower.isEmpty() ? ' ' : lower.charAt(lower.length() - 1));
    if (last >= 0) {
      number = lower.substring(0, lower.length() - 1);
      for (int i = 0; i <= last; i++) {
        unit *= KIB;
      }
    }
    try {
      long bytes = Math.multiplyExact(Long.parseLong(number), unit);
      if (bytes > 0) {
        return bytes;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(sizeExpected(text), e);
    }
    throw new IllegalArgumentException(sizeExpected(text));
  }

  private static String sizeExpected(String text) {
    return "expected a size > 0 in bytes, like 1048576, 512k or 8m, found '" + text + "'";
  }

  private static Duration duration(String text) {
    String iso = text.strip().toUpperCase(Locale.ROOT);
    try {
      Duration duration = Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(durationExpected(text), e);
    }
    throw new IllegalArgumentException(durationExpected(text));
  }

  private static String durationExpected(String text) {
    return "expected a duration > 0, like 30s, 5m or PT1H, found '" + text + "'";
  }
}
