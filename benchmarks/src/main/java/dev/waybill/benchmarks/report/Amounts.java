package dev.waybill.benchmarks.report;

import java.util.Locale;

/** Figures as people read them. */
final class Amounts {

  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;

  private Amounts() {}

  /** {@code 2.41 M}, {@code 873 k}, {@code 950}. */
  static String count(double value) {
    if (Math.abs(value) >= MILLION) {
      return format("%.2f M", value / MILLION);
    }
    if (Math.abs(value) >= 10 * THOUSAND) {
      return format("%.0f k", value / THOUSAND);
    }
    return format("%.0f", value);
  }

  /** Millions of bytes. */
  static String megabytes(double bytes) {
    return format("%.0f MB", bytes / MILLION);
  }

  /** Three digits that mean something. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 10 * THOUSAND) {
      return count(value);
    }
    if (value == Math.rint(value)) {
      return format("%.0f", value);
    }
    return size >= 100
        ? format("%.0f", value)
        : size >= 10 ? format("%.1f", value) : format(size >= 0.1 ? "%.2f" : "%.3f", value);
  }

  /** What a figure is called, without its unit: {@code p99.9}, {@code idle partition heap}. */
  static String label(String name) {
    String stem = name.substring(0, name.length() - Unit.of(name).suffix.length());
    return words(stem);
  }

  /** A figure with its unit, which its name ends in: {@code 1.84 ms}. */
  static String amount(String name, double value) {
    return number(value) + Unit.of(name).symbol;
  }

  private enum Unit {
    MILLIS("Millis", " ms"),
    SECONDS("Seconds", " s"),
    BYTES("Bytes", " bytes"),
    MEGABYTES("Megabytes", " MB"),
    GIGABYTES("Gigabytes", " GB"),
    PERCENT("Percent", " %"),
    RATE("PerSecond", "/s"),
    NONE("", "");

    private final String suffix;
    private final String symbol;

    Unit(String suffix, String symbol) {
      this.suffix = suffix;
      this.symbol = symbol;
    }

    static Unit of(String name) {
      for (Unit unit : values()) {
        if (name.endsWith(unit.suffix)) {
          return unit;
        }
      }
      return NONE;
    }
  }

  /** {@code idlePartitionHeap} as {@code idle partition heap}; {@code p999} as {@code p99.9}. */
  private static String words(String camelCase) {
    String spaced = camelCase.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    return spaced.replace("p999", "p99.9");
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
