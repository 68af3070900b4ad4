package dev.waybill.log;

import dev.waybill.log.record.RecordBatch;

/**
 * Receives, while a partition is opened, what its owner needs to rebuild its own state: first the
 * newest checkpoint, if there is one, then every batch behind it, in order.
 */
@FunctionalInterface
public interface BatchVisitor {
  /** Wants nothing. */
  BatchVisitor NONE = batch -> {};

  /**
   * The checkpoint.
   *
   * @param offset what the attachment covers: all batches before this offset
   * @param attachment the bytes given to {@link PartitionLog#checkpoint}
   */
  default void restore(long offset, byte[] attachment) {}

  /** A batch behind the checkpoint, whole and with a valid CRC; valid during the call only. */
  void batch(RecordBatch batch);
}
