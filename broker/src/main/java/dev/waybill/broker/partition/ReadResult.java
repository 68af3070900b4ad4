package dev.waybill.broker.partition;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Whole batches read from a partition.
 *
 * <p>The first batch may begin before the offset asked for: skip the messages before it. For {@link
 * Isolation#READ_COMMITTED} the {@code aborted} ranges say which to skip; control batches carry no
 * messages.
 *
 * @param batches from position to limit, one batch after the other; empty when nothing is readable;
 *     the reader owns it
 * @param aborted ordered by first offset; empty unless reading committed
 * @param nextOffset where to read on: after the last batch, or the offset asked for when empty
 * @param offsets the snapshot this was read from
 */
public record ReadResult(
    ByteBuffer batches, List<AbortedRange> aborted, long nextOffset, Offsets offsets) {

  public boolean isEmpty() {
    return !batches.hasRemaining();
  }

  /** The offset after the last batch; {@code otherwise} if there is none. */
  static long endOf(ByteBuffer batches, long otherwise) {
    long end = otherwise;
    for (RecordBatch batch : RecordBatches.in(batches)) {
      end = batch.nextOffset();
    }
    return end;
  }
}
