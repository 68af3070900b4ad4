package dev.waybill.admin;

import java.time.Duration;

/**
 * What a topic is created with. Immutable.
 *
 * @param partitions how many ordered sequences, 1 to 10,000
 * @param retentionTime messages older than this may be deleted; {@link #FOREVER} keeps them
 * @param retentionBytes a partition larger than this loses its oldest segments; −1: no bound
 * @param segmentBytes size at which a new segment is begun
 * @param maxMessageBytes largest message, key and headers included, that is accepted
 */
public record TopicSettings(
    int partitions,
    Duration retentionTime,
    long retentionBytes,
    int segmentBytes,
    int maxMessageBytes) {

  /** Messages are kept whatever their age. */
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  private static final TopicSettings DEFAULTS =
      new TopicSettings(1, FOREVER, -1, 128 * 1024 * 1024, 1024 * 1024);

  public TopicSettings {
    check(partitions >= 1 && partitions <= 10_000, "partitions", "1 to 10,000", partitions);
    check(
        !retentionTime.isNegative() && !retentionTime.isZero(),
        "retentionTime",
        "a positive duration",
        retentionTime);
    check(
        retentionBytes == -1 || retentionBytes > 0, "retentionBytes", "-1 or > 0", retentionBytes);
    check(segmentBytes >= 16 * 1024, "segmentBytes", "at least 16,384 bytes", segmentBytes);
    check(maxMessageBytes >= 1, "maxMessageBytes", "at least 1 byte", maxMessageBytes);
  }

  /** One partition, kept for ever, segments of 128 MiB, messages of up to 1 MiB. */
  public static TopicSettings defaults() {
    return DEFAULTS;
  }

  /** The defaults with that many partitions. */
  public static TopicSettings partitions(int partitions) {
    return DEFAULTS.withPartitions(partitions);
  }

  public TopicSettings withPartitions(int count) {
    return new TopicSettings(count, retentionTime, retentionBytes, segmentBytes, maxMessageBytes);
  }

  public TopicSettings withRetentionTime(Duration time) {
    return new TopicSettings(partitions, time, retentionBytes, segmentBytes, maxMessageBytes);
  }

  public TopicSettings withRetentionBytes(long bytes) {
    return new TopicSettings(partitions, retentionTime, bytes, segmentBytes, maxMessageBytes);
  }

  public TopicSettings withSegmentBytes(int bytes) {
    return new TopicSettings(partitions, retentionTime, retentionBytes, bytes, maxMessageBytes);
  }

  public TopicSettings withMaxMessageBytes(int bytes) {
    return new TopicSettings(partitions, retentionTime, retentionBytes, segmentBytes, bytes);
  }

  private static void check(boolean ok, String name, String expected, Object found) {
    if (!ok) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + ", found " + found + "; no topic was changed");
    }
  }
}
