package dev.waybill.log;

import java.time.Duration;

/**
 * How a partition is laid out on disk.
 *
 * @param segmentBytes a segment is closed before it grows past this, a single larger batch excepted
 * @param segmentAge a segment is closed when its batches span more time than this
 * @param indexIntervalBytes log bytes per index entry, at least
 */
public record LogSettings(int segmentBytes, Duration segmentAge, int indexIntervalBytes) {
  private static final LogSettings DEFAULTS =
      new LogSettings(1 << 30, Duration.ofDays(7), 4 * 1024);

  /** Checks that every figure is positive. */
  public LogSettings {
    if (segmentBytes <= 0
        || indexIntervalBytes <= 0
        || segmentAge.isNegative()
        || segmentAge.isZero()) {
      throw new IllegalArgumentException(
          "expected positive settings, found segmentBytes="
              + segmentBytes
              + ", segmentAge="
              + segmentAge
              + ", indexIntervalBytes="
              + indexIntervalBytes);
    }
  }

  /** Segments of 1 GiB or 7 days, an index entry every 4 KiB. */
  public static LogSettings defaults() {
    return DEFAULTS;
  }

  /** The same with another segment size. */
  public LogSettings withSegmentBytes(int bytes) {
    return new LogSettings(bytes, segmentAge, indexIntervalBytes);
  }

  /** The same with another segment age. */
  public LogSettings withSegmentAge(Duration age) {
    return new LogSettings(segmentBytes, age, indexIntervalBytes);
  }

  /** The same with another index interval. */
  public LogSettings withIndexIntervalBytes(int bytes) {
    return new LogSettings(segmentBytes, segmentAge, bytes);
  }
}
