package dev.waybill.log.compaction;

import dev.waybill.log.record.RecordBatch;

/**
 * What the owner of a partition knows of its batches and the log does not. Immutable: as of the
 * moment a pass was ordered. Any thread.
 */
public interface PartitionFacts {
  /**
   * Nothing from here on is touched: it may not be synced, or belong to an open transaction. Every
   * transaction with messages before it has ended.
   */
  long limitOffset();

  /** Whether a transactional batch before the limit was aborted; if not, it was committed. */
  boolean isAborted(RecordBatch batch);

  /** Whether recovery needs the header of the batch, to tell what its producer sent last. */
  boolean isRemembered(RecordBatch batch);
}
