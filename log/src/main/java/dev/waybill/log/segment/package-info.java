/**
 * One segment of a partition: a stretch of consecutive offsets in one file, and two sparse indexes
 * beside it.
 *
 * <pre>
 *   00000000000000004096.log        record batches back to back, nothing else (Kafka's own layout)
 *   00000000000000004096.index      last offset of a batch ──► its byte position
 *   00000000000000004096.timeindex  largest timestamp so far ──► offset of the batch that has it
 *
 *   PartitionLog ──► Segment (append) ──► SegmentIndex ──► EntryFile ×2
 *   compaction  ──► SegmentDraft, which takes the place of one or more segments
 *   readers ──► SegmentView (immutable) ──► SegmentLookup ──► SegmentIndex, BatchScanner
 * </pre>
 *
 * The indexes are derived data and never synced: an entry is believed only after the batch it
 * points to has confirmed it, and a missing or lying index is rebuilt from the log.
 */
@NullMarked
package dev.waybill.log.segment;

import org.jspecify.annotations.NullMarked;
