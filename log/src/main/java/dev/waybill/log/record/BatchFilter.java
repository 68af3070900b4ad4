package dev.waybill.log.record;

import static dev.waybill.log.record.BatchFormat.HEADER_BYTES;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/**
 * Takes records out of a batch and moves none of the others.
 *
 * <pre>
 *   before  base 10, last delta 4   │ 10 │ 11 │ 12 │ 13 │ 14 │
 *   after   base 10, last delta 4   │ 11 │ 14 │               count 2
 *   none    base 10, last delta 4   the header alone, count 0
 *   gap     base 10, last delta 99  the header alone, count 0, no producer: many such batches as one
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
   * The batch with only those records that are wanted; what was compressed is then packed with
   * gzip. The result is a view of the given batch when nothing goes, else the caller's own.
   *
   * @param wanted asked once per record, in order; the cursor is at the record and must not be
   *     moved
   * @throws IllegalArgumentException for a control batch: recovery reads a marker in each of them
   * @throws InvalidBatchException when the records do not fit into the batch
   * @throws UnsupportedOperationException naming the codec when it cannot be decoded here: such a
   *     batch is to be kept as a whole
   */
  public static ByteBuffer retain(
      RecordBatch batch, Decompressor decompressor, Predicate<RecordCursor> wanted) {
    requireMessages(batch);
    RecordCursor cursor = batch.records(decompressor);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int count = 0;
    long youngest = BatchFormat.NO_TIMESTAMP;
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
    if (count == 0) {
      return emptied(batch);
    }
    boolean pack = batch.compression() != Compression.NONE;
    byte[] records = pack ? gzip(kept.toByteArray()) : kept.toByteArray();
    ByteBuffer to = withRecords(batch, records, pack ? BatchFormat.GZIP : BatchFormat.UNCOMPRESSED);
    to.putLong(BatchFormat.MAX_TIMESTAMP, youngest);
    to.putInt(BatchFormat.COUNT, count);
    return checksummed(to);
  }

  /** The header of a batch of messages without any: in no transaction, and of no time. */
  public static ByteBuffer emptied(RecordBatch batch) {
    requireMessages(batch);
    ByteBuffer to = withRecords(batch, new byte[0], BatchFormat.UNCOMPRESSED);
    to.putLong(BatchFormat.MAX_TIMESTAMP, BatchFormat.NO_TIMESTAMP);
    to.putInt(BatchFormat.COUNT, 0);
    return settled(to);
  }

  /**
   * The same messages, which belong to no transaction any more because theirs was committed: no
   * marker is needed to tell that they count.
   *
   * @param bytes one batch; the caller's own, changed in place
   */
  public static ByteBuffer settled(ByteBuffer bytes) {
    short attributes = bytes.getShort(BatchFormat.ATTRIBUTES);
    bytes.putShort(BatchFormat.ATTRIBUTES, (short) (attributes & ~BatchFormat.TRANSACTIONAL_BIT));
    return checksummed(bytes);
  }

  /** An empty batch of nobody that covers some offsets, at most 2³¹ of them. */
  public static ByteBuffer gap(long from, long toExclusive) {
    ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES);
    to.putLong(BatchFormat.BASE_OFFSET, from);
    to.putInt(BatchFormat.LENGTH, HEADER_BYTES - BatchFormat.LENGTH_OVERHEAD);
    to.put(BatchFormat.MAGIC, BatchFormat.MAGIC_V2);
    to.putInt(BatchFormat.LAST_OFFSET_DELTA, Math.toIntExact(toExclusive - from - 1));
    to.putLong(BatchFormat.BASE_TIMESTAMP, BatchFormat.NO_TIMESTAMP);
    to.putLong(BatchFormat.MAX_TIMESTAMP, BatchFormat.NO_TIMESTAMP);
    to.putLong(BatchFormat.PRODUCER_ID, BatchFormat.NO_PRODUCER);
    to.putShort(BatchFormat.PRODUCER_EPOCH, (short) BatchFormat.NO_PRODUCER);
    to.putInt(BatchFormat.BASE_SEQUENCE, BatchFormat.NO_PRODUCER);
    return checksummed(to);
  }

  private static void requireMessages(RecordBatch batch) {
    if (batch.isControl()) {
      throw new IllegalArgumentException(batch + ": expected messages, found a control batch");
    }
  }

  private static ByteBuffer withRecords(RecordBatch batch, byte[] records, int codec) {
    ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES + records.length);
    to.put(batch.bytes().limit(HEADER_BYTES)).put(records).flip();
    to.putInt(BatchFormat.LENGTH, to.limit() - BatchFormat.LENGTH_OVERHEAD);
    to.putShort(
        BatchFormat.ATTRIBUTES,
        (short) ((batch.attributes() & ~BatchFormat.COMPRESSION_MASK) | codec));
    return to;
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("memory refused bytes", e);
    }
    return packed.toByteArray();
  }

  private static ByteBuffer checksummed(ByteBuffer to) {
    CRC32C crc = new CRC32C();
    crc.update(to.slice(BatchFormat.ATTRIBUTES, to.limit() - BatchFormat.ATTRIBUTES));
    to.putInt(BatchFormat.CRC, (int) crc.getValue());
    return to;
  }
}
