package dev.waybill.log.record;

import static dev.waybill.log.record.BatchFormat.HEADER_BYTES;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Takes records out of a batch and moves none of the others.
 *
 * <pre>
 *   before  base 10, last delta 4   │ 10 │ 11 │ 12 │ 13 │ 14 │
 *   after   base 10, last delta 4   │ 11 │ 14 │               count 2
 *   none    base 10, last delta 4   the header alone, count 0
 * </pre>
 *
 * <p>Invariant: base offset, last offset delta, base timestamp, producer id, epoch and base
 * sequence stay. So the batches of a log cover its offsets without a gap, whatever was taken out,
 * and the last sequence of a producer can still be told: base sequence + last offset delta. That a
 * batch may be empty is the format's own rule (Kafka protocol guide, "Record Batch", on
 * compaction).
 */
public final class BatchFilter {
  private BatchFilter() {}

  /**
   * The batch with only those records that are wanted; uncompressed unless all are. The result is a
   * view of the given batch when nothing goes, else the caller's own.
   *
   * @param wanted asked once per record, in order; the cursor is at the record and must not be
   *     moved
   * @throws IllegalArgumentException for a control batch: recovery reads a marker in each of them
   * @throws InvalidBatchException when the records do not fit into the batch
   * @throws UnsupportedOperationException naming the codec when it cannot be decoded here: such a
   *     batch is to be kept as a whole
   */
  public static ByteBuffer retain(RecordBatch batch, Predicate<RecordCursor> wanted) {
    if (batch.isControl()) {
      throw new IllegalArgumentException(batch + ": expected messages, found a control batch");
    }
    RecordCursor cursor = batch.records();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int count = 0;
    long youngest = Long.MIN_VALUE;
    int from = cursor.end();
    while (cursor.next()) {
      if (wanted.test(cursor)) {
        kept.write(cursor.array(), from, cursor.end() - from);
        count++;
        youngest = Math.max(youngest, cursor.timestamp());
      }
      from = cursor.end();
    }
    cursor.requireEnd();
    if (count == batch.count()) {
      return batch.bytes();
    }
    // An emptied batch keeps its timestamp: it tells how long ago the producer was heard.
    return rewritten(
        batch, kept.toByteArray(), count, count == 0 ? batch.maxTimestamp() : youngest);
  }

  private static ByteBuffer rewritten(
      RecordBatch batch, byte[] records, int count, long maxTimestamp) {
    ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES + records.length);
    to.put(batch.bytes().limit(HEADER_BYTES)).put(records).flip();
    to.putInt(BatchFormat.LENGTH, to.limit() - BatchFormat.LENGTH_OVERHEAD);
    to.putShort(
        BatchFormat.ATTRIBUTES, (short) (batch.attributes() & ~BatchFormat.COMPRESSION_MASK));
    to.putLong(BatchFormat.MAX_TIMESTAMP, maxTimestamp);
    to.putInt(BatchFormat.COUNT, count);
    CRC32C crc = new CRC32C();
    crc.update(to.array(), BatchFormat.ATTRIBUTES, to.limit() - BatchFormat.ATTRIBUTES);
    to.putInt(BatchFormat.CRC, (int) crc.getValue());
    return to;
  }
}
