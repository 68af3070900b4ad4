package dev.waybill.log.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a reader may see of a segment: everything before {@code sizeBytes} is written and will not
 * change. Immutable; a later view of the same segment sees more.
 *
 * @param segment the files
 * @param sizeBytes bytes of whole batches
 * @param endOffset the offset after the last record
 * @param maxTimestamp the largest timestamp, {@link Long#MIN_VALUE} when empty
 * @param maxTimestampOffset last offset of the first batch that has it, -1 when none is known to
 */
public record SegmentView(
    Segment segment, long sizeBytes, long endOffset, long maxTimestamp, long maxTimestampOffset) {

  /** The offset of the first record. */
  public long baseOffset() {
    return segment.baseOffset();
  }

  /** Walks its batches, their checksums checked, reading through the buffer. One thread. */
  public BatchScanner scan(ByteBuffer buffer) throws IOException {
    return new BatchScanner(
        segment.log(), 0, sizeBytes, baseOffset(), BatchScanner.Depth.CHECKSUMS, buffer);
  }

  /** Whether there is no record in it. */
  public boolean isEmpty() {
    return endOffset == baseOffset();
  }
}
