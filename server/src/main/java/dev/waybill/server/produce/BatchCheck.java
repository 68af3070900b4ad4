package dev.waybill.server.produce;

import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.Compression;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.server.protocol.Codecs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;

/**
 * Walks every record of what a producer sent, compressed or not, before it is stored: what a
 * consumer could not read must not get into the log. Thread-safe.
 *
 * <pre>
 *   record: | length varint | attributes i8 | timestampDelta varlong | offsetDelta varint
 *           | keyLength varint | key | valueLength varint | value
 *           | headers varint | { keyLength varint | key | valueLength varint | value } … |
 * </pre>
 *
 * <p>The format is Kafka's record v2, as its protocol guide describes it.
 */
final class BatchCheck {
  private final long maxInflatedBytes;

  /**
   * @param maxInflatedBytes what the records of one compressed batch may take once inflated
   */
  BatchCheck(long maxInflatedBytes) {
    this.maxInflatedBytes = maxInflatedBytes;
  }

  /**
   * Checks whole batches.
   *
   * @param keysRequired whether a record without a key is refused, as in a compacted topic
   * @throws CorruptRecordException when the bytes were damaged on their way: sending again may help
   * @throws InvalidRecordException when their producer made them so
   * @throws UnsupportedCompressionTypeException when the format has no such compression
   */
  void check(ByteBuffer batches, boolean keysRequired) {
    RecordBatch current = null;
    try {
      for (RecordBatch batch : RecordBatches.in(batches)) {
        current = batch;
        batch.validateHeader();
        records(batch, keysRequired);
      }
    } catch (InvalidBatchException e) {
      throw new CorruptRecordException(sentence(e));
    } catch (BadRecordException e) {
      if (current != null && !current.isCrcValid()) {
        throw new CorruptRecordException(
            "Expected the records that the checksum of " + current + " was made of, found others.");
      }
      throw new InvalidRecordException(sentence(e), e);
    }
  }

  private static String sentence(Exception e) {
    return "The batch was refused, and nothing of it stored: " + e.getMessage() + ".";
  }

  private void records(RecordBatch batch, boolean keysRequired) throws BadRecordException {
    if (batch.count() != (long) batch.lastOffsetDelta() + 1) {
      throw new BadRecordException(
          "expected as many records as offsets, found count="
              + batch.count()
              + ", lastOffsetDelta="
              + batch.lastOffsetDelta());
    }
    ByteBuffer bytes = batch.bytes();
    bytes.position(bytes.position() + BatchFormat.HEADER_BYTES);
    Compression type = batch.compression();
    if (type == Compression.NONE) {
      walk(RecordBytes.plain(bytes), batch.count(), keysRequired);
      return;
    }
    if (type == Compression.UNKNOWN) {
      throw new UnsupportedCompressionTypeException(
          "Expected a compression that the format defines, found another in "
              + batch
              + "; nothing was stored.");
    }
    try (InputStream inflater = Codecs.KAFKA.open(type, bytes)) {
      walk(RecordBytes.inflated(inflater, maxInflatedBytes), batch.count(), keysRequired);
    } catch (IOException | RuntimeException e) {
      throw new BadRecordException("expected records compressed with " + type + ", found " + e, e);
    }
  }

  private static void walk(RecordBytes in, int count, boolean keysRequired)
      throws BadRecordException {
    for (int i = 0; i < count; i++) {
      record(in, i, keysRequired);
    }
    if (!in.isAtEnd()) {
      throw new BadRecordException(
          "expected " + count + " records, found more bytes behind the last one");
    }
  }

  private static void record(RecordBytes in, int number, boolean keysRequired)
      throws BadRecordException {
    int length = in.varint();
    long start = in.position();
    in.get();
    in.skipVarlong();
    int offsetDelta = in.varint();
    if (offsetDelta != number) {
      throw new BadRecordException(
          "record " + number + ": expected offset delta " + number + ", found " + offsetDelta);
    }
    int keyLength = length(in, number, "key");
    if (keyLength < 0 && keysRequired) {
      throw new BadRecordException(
          "record " + number + ": expected a key, for the topic is compacted, found none");
    }
    in.skip(Math.max(0, keyLength));
    in.skip(Math.max(0, length(in, number, "value")));
    int headers = in.varint();
    if (headers < 0) {
      throw new BadRecordException(
          "record " + number + ": expected a count of headers, found " + headers);
    }
    for (int i = 0; i < headers; i++) {
      int headerKey = in.varint();
      if (headerKey < 0) {
        throw new BadRecordException(
            "record " + number + ": expected a header's key, found length " + headerKey);
      }
      in.skip(headerKey);
      in.skip(Math.max(0, length(in, number, "header")));
    }
    long taken = in.position() - start;
    if (taken != length) {
      throw new BadRecordException(
          "record " + number + ": expected " + length + " bytes, found " + taken);
    }
  }

  /** Kafka's readers take any negative length for null; ours take -1 only. */
  private static int length(RecordBytes in, int number, String field) throws BadRecordException {
    int length = in.varint();
    if (length < -1) {
      throw new BadRecordException(
          "record " + number + ": expected a " + field + " of at least -1 bytes, found " + length);
    }
    return length;
  }
}
