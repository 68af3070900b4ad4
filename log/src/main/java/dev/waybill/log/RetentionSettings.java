package dev.waybill.log;

import java.time.Duration;

/**
 * How much of a partition is kept, in whole segments.
 *
 * @param retentionMillis segments whose youngest record is older go; {@link Long#MAX_VALUE} for
 *     none
 * @param retentionBytes the oldest segments go while the rest still holds at least this much;
 *     {@link Long#MAX_VALUE} for none
 */
public record RetentionSettings(long retentionMillis, long retentionBytes) {
  private static final RetentionSettings FOREVER =
      new RetentionSettings(Long.MAX_VALUE, Long.MAX_VALUE);

  /** Checks that neither figure is negative. */
  public RetentionSettings {
    if (retentionMillis < 0 || retentionBytes < 0) {
      throw new IllegalArgumentException(
          "expected retention >= 0, found retentionMillis="
              + retentionMillis
              + ", retentionBytes="
              + retentionBytes);
    }
  }

  /** Keeps everything. */
  public static RetentionSettings forever() {
    return FOREVER;
  }

  /** The same, but keeping records for a time only. */
  public RetentionSettings withTime(Duration time) {
    return new RetentionSettings(time.toMillis(), retentionBytes);
  }

  /** The same, but keeping a number of bytes only. */
  public RetentionSettings withBytes(long bytes) {
    return new RetentionSettings(retentionMillis, bytes);
  }
}
