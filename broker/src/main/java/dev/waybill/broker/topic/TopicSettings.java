package dev.waybill.broker.topic;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a topic is kept.
 *
 * @param partitions how many partitions, from 1 to {@link #MAX_PARTITIONS}
 * @param retentionTime messages older than this may be deleted; empty: never for their age
 * @param retentionBytes per partition, the oldest messages beyond this many bytes may be deleted;
 *     empty: never for their size
 * @param segmentBytes a segment file is closed and a new one begun at this size, in bytes
 * @param maxBatchBytes a larger batch is refused, in bytes
 */
public record TopicSettings(
    int partitions,
    Optional<Duration> retentionTime,
    OptionalLong retentionBytes,
    int segmentBytes,
    int maxBatchBytes) {

  public static final int MAX_PARTITIONS = 100_000;
  private static final int MIN_SEGMENT_BYTES = 1 << 10;
  private static final int DEFAULT_SEGMENT_BYTES = 256 << 20;
  private static final int DEFAULT_MAX_BATCH_BYTES = 4 << 20;

  public TopicSettings {
    require(
        partitions >= 1 && partitions <= MAX_PARTITIONS,
        "partitions: expected 1 to " + MAX_PARTITIONS + ", found " + partitions);
    require(
        retentionTime.isEmpty() || retentionTime.get().toMillis() > 0,
        "retentionTime: expected at least 1 ms, found " + retentionTime);
    require(
        retentionBytes.isEmpty() || retentionBytes.getAsLong() > 0,
        "retentionBytes: expected at least 1 byte, found " + retentionBytes);
    require(
        segmentBytes >= MIN_SEGMENT_BYTES,
        "segmentBytes: expected at least " + MIN_SEGMENT_BYTES + " bytes, found " + segmentBytes);
    require(maxBatchBytes >= 1, "maxBatchBytes: expected at least 1 byte, found " + maxBatchBytes);
  }

  /** Keeps everything for ever. */
  public static TopicSettings ofPartitions(int partitions) {
    return new TopicSettings(
        partitions,
        Optional.empty(),
        OptionalLong.empty(),
        DEFAULT_SEGMENT_BYTES,
        DEFAULT_MAX_BATCH_BYTES);
  }

  public TopicSettings withPartitions(int partitions) {
    return new TopicSettings(
        partitions, retentionTime, retentionBytes, segmentBytes, maxBatchBytes);
  }

  public TopicSettings withRetentionTime(Duration time) {
    return new TopicSettings(
        partitions, Optional.of(time), retentionBytes, segmentBytes, maxBatchBytes);
  }

  public TopicSettings withRetentionBytes(long bytes) {
    return new TopicSettings(
        partitions, retentionTime, OptionalLong.of(bytes), segmentBytes, maxBatchBytes);
  }

  public TopicSettings withSegmentBytes(int bytes) {
    return new TopicSettings(partitions, retentionTime, retentionBytes, bytes, maxBatchBytes);
  }

  public TopicSettings withMaxBatchBytes(int bytes) {
    return new TopicSettings(partitions, retentionTime, retentionBytes, segmentBytes, bytes);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
