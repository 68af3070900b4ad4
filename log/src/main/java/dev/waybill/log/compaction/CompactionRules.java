package dev.waybill.log.compaction;

/**
 * When a partition is compacted, and what is kept then. The names in Kafka: delete.retention.ms,
 * min.compaction.lag.ms, max.compaction.lag.ms, min.cleanable.dirty.ratio, segment.bytes,
 * log.cleaner.dedupe.buffer.size.
 *
 * @param deleteRetentionMillis deletions stay this long after what they delete has gone
 * @param minLagMillis a closed segment with a younger message is left alone
 * @param maxLagMillis a closed segment whose first message is older is compacted at once; {@link
 *     Long#MAX_VALUE} for never
 * @param minDirtyRatio compacts when more than this share of the closed segments' bytes is dirty
 * @param segmentBytes small neighbours become one segment up to this many bytes
 * @param maxKeyBytes heap for the keys of one pass
 */
public record CompactionRules(
    long deleteRetentionMillis,
    long minLagMillis,
    long maxLagMillis,
    double minDirtyRatio,
    int segmentBytes,
    int maxKeyBytes) {}
