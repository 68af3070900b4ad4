/**
 * What survives: partitions of record batches on disk.
 *
 * <pre>
 *   open ──► LogRecovery ──► RecoveryScan, Truncation.finish, SegmentSwap.finish
 *   disk thread ──► PartitionLog ──► SegmentList ──► segment ──► storage
 *        │              ├─────────► LogTrimming ──► Checkpoint ──► LogDirectory (which names are durable)
 *        │              └─────────► LogState (begin, end, durable; what readers are shown)
 *        │              ├─────────► LogCompaction ──► SegmentSwap ──► Checkpoint
 *        └──► SyncRounds ──► PartitionLog.sync … ──► the journal's
 *   compaction thread ──► PartitionLog.compact ──► compaction ──► segment
 *   any thread  ──► LogSnapshot ──► LogReader, TimeLookup ──► segment
 * </pre>
 *
 * <p>Kafka's own {@code DumpLogSegments} (kafka-tools 4.3.1, {@code --deep-iteration
 * --print-data-log}) has read a segment written here, plain, idempotent and transactional batches
 * with commit and abort markers, headers, null keys and null values, every batch valid; its {@code
 * --index-sanity-check} passed both indexes.
 */
@NullMarked
package dev.waybill.log;

import org.jspecify.annotations.NullMarked;
