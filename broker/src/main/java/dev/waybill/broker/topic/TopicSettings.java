package dev.waybill.broker.topic;

import java.time.Duration;

/**
 * How a topic is kept.
 *
 * @param partitions how many partitions, from 1 to {@link #MAX_PARTITIONS}
 * @param cleanup what becomes of old messages
 * @param retention how long they are kept, where they are deleted
 * @param compaction how they are compacted, where they are
 * @param segments the files they lie in
 * @param timestamps whose time they carry
 * @param maxBatchBytes a larger batch is refused, in bytes
 */
public record TopicSettings(
    int partitions,
    CleanupPolicy cleanup,
    Retention retention,
    Compaction compaction,
    Segments segments,
    Timestamps timestamps,
    int maxBatchBytes) {

  public static final int MAX_PARTITIONS = 100_000;
  private static final int DEFAULT_MAX_BATCH_BYTES = 4 << 20;

  public TopicSettings {
    Requirement.of(
        partitions >= 1 && partitions <= MAX_PARTITIONS,
        "partitions: expected 1 to " + MAX_PARTITIONS + ", found " + partitions);
    Requirement.of(
        maxBatchBytes >= 1, "maxBatchBytes: expected at least 1 byte, found " + maxBatchBytes);
  }

  /** Keeps everything for ever. */
  public static TopicSettings ofPartitions(int partitions) {
    return new TopicSettings(
        partitions,
        CleanupPolicy.DELETE,
        Retention.FOREVER,
        Compaction.DEFAULT,
        Segments.DEFAULT,
        Timestamps.DEFAULT,
        DEFAULT_MAX_BATCH_BYTES);
  }

  public TopicSettings withPartitions(int count) {
    return new TopicSettings(
        count, cleanup, retention, compaction, segments, timestamps, maxBatchBytes);
  }

  public TopicSettings withCleanup(CleanupPolicy policy) {
    return new TopicSettings(
        partitions, policy, retention, compaction, segments, timestamps, maxBatchBytes);
  }

  public TopicSettings withRetention(Retention limits) {
    return new TopicSettings(
        partitions, cleanup, limits, compaction, segments, timestamps, maxBatchBytes);
  }

  public TopicSettings withRetentionTime(Duration time) {
    return withRetention(retention.withTime(time));
  }

  public TopicSettings withRetentionBytes(long bytes) {
    return withRetention(retention.withBytes(bytes));
  }

  public TopicSettings withCompaction(Compaction rules) {
    return new TopicSettings(
        partitions, cleanup, retention, rules, segments, timestamps, maxBatchBytes);
  }

  public TopicSettings withSegments(Segments limits) {
    return new TopicSettings(
        partitions, cleanup, retention, compaction, limits, timestamps, maxBatchBytes);
  }

  public TopicSettings withSegmentBytes(int bytes) {
    return withSegments(segments.withBytes(bytes));
  }

  public TopicSettings withTimestamps(Timestamps rules) {
    return new TopicSettings(
        partitions, cleanup, retention, compaction, segments, rules, maxBatchBytes);
  }

  public TopicSettings withMaxBatchBytes(int bytes) {
    return new TopicSettings(
        partitions, cleanup, retention, compaction, segments, timestamps, bytes);
  }
}
