package dev.waybill.log.record;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a batch forward. {@link #next()} allocates nothing; keys, values and headers
 * are copied out when asked for. One thread; valid as long as the batch's bytes are.
 *
 * <p>Damaged or hostile bytes never read past the batch: they throw {@link InvalidBatchException}.
 */
public final class RecordCursor {
  /** Decoded records of one compressed batch may take this many bytes: a bomb stays small. */
  private static final int MAX_DECODED_BYTES = 64 * 1024 * 1024;

  private final byte[] bytes;
  private final int limit;
  private final long baseOffset;
  private final long baseTimestamp;
  private final boolean logAppendTime;
  private final int count;

  private int read;
  private int at;
  private int recordEnd;
  private long offset;
  private long timestamp;
  private int keyAt;
  private int keyLength;
  private int valueAt;
  private int valueLength;
  private int headersAt;

  private RecordCursor(RecordBatch batch, RecordBytes records) {
    this.bytes = records.array;
    this.at = records.start;
    this.limit = records.start + records.length;
    this.baseOffset = batch.baseOffset();
    this.logAppendTime = batch.isLogAppendTime();
    this.baseTimestamp = logAppendTime ? batch.maxTimestamp() : batch.baseTimestamp();
    this.count = batch.count();
    this.offset = baseOffset - 1;
  }

  static RecordCursor over(RecordBatch batch, Decompressor decompressor) {
    batch.validateHeader();
    return switch (batch.compression()) {
      case NONE -> new RecordCursor(batch, batch.recordBytes());
      case GZIP -> new RecordCursor(batch, unpack(batch, RecordCursor::gunzip));
      case SNAPPY, LZ4, ZSTD -> new RecordCursor(batch, unpack(batch, decompressor));
      case UNKNOWN ->
          throw new UnsupportedOperationException(
              batch + " is compressed with a codec that the format does not define.");
    };
  }

  private static InputStream gunzip(Compression gzip, ByteBuffer packed) throws IOException {
    byte[] bytes = new byte[packed.remaining()];
    packed.get(bytes);
    return new GZIPInputStream(new ByteArrayInputStream(bytes));
  }

  private static RecordBytes unpack(RecordBatch batch, Decompressor decompressor) {
    Compression codec = batch.compression();
    try (InputStream in = decompressor.open(codec, batch.packedRecords())) {
      byte[] unpacked = in.readNBytes(MAX_DECODED_BYTES + 1);
      if (unpacked.length > MAX_DECODED_BYTES) {
        throw new InvalidBatchException(
            nameOf(codec)
                + " batch: expected at most "
                + MAX_DECODED_BYTES
                + " decoded bytes, found more");
      }
      return new RecordBytes(unpacked, 0, unpacked.length);
    } catch (IOException e) {
      throw new InvalidBatchException(nameOf(codec) + " batch: " + e.getMessage(), e);
    }
  }

  private static String nameOf(Compression codec) {
    return codec.name().toLowerCase(Locale.ROOT);
  }

  /** Moves to the next record; false after the last one. */
  public boolean next() {
    if (read == count) {
      return false;
    }
    if (read > 0) {
      at = recordEnd;
    }
    recordEnd = limit;
    int length = readVarint();
    if (length < 0 || length > limit - at) {
      throw malformed("length", length, limit - at);
    }
    recordEnd = at + length;
    skip(1, "attributes");
    long timestampDelta = readVarlong();
    timestamp = logAppendTime ? baseTimestamp : baseTimestamp + timestampDelta;
    offset = baseOffset + readVarint();
    keyLength = readLength("key length");
    keyAt = at;
    at += Math.max(keyLength, 0);
    valueLength = readLength("value length");
    valueAt = at;
    at += Math.max(valueLength, 0);
    headersAt = at;
    read++;
    return true;
  }

  /** The record's offset. */
  public long offset() {
    return offset;
  }

  /** The record's timestamp, milliseconds since the epoch. */
  public long timestamp() {
    return timestamp;
  }

  /** Bytes of the key, -1 for null. */
  public int keySize() {
    return keyLength;
  }

  /** Bytes of the value, -1 for null. */
  public int valueSize() {
    return valueLength;
  }

  /** A copy of the key. */
  public byte @Nullable [] key() {
    return keyLength < 0 ? null : copy(keyAt, keyLength);
  }

  /** A copy of the value. */
  public byte @Nullable [] value() {
    return valueLength < 0 ? null : copy(valueAt, valueLength);
  }

  // Not Arrays.copyOfRange: where the copy fills the whole array, the compiler need not clear it.
  private byte[] copy(int from, int length) {
    byte[] copied = new byte[length];
    System.arraycopy(bytes, from, copied, 0, length);
    return copied;
  }

  /** The headers, in order. */
  public List<RecordHeader> headers() {
    at = headersAt;
    int headerCount = readVarint();
    // A header takes at least two bytes, so what is left bounds the list before it is built.
    if (headerCount < 0 || headerCount > (recordEnd - at) / 2) {
      throw malformed("header count", headerCount, (recordEnd - at) / 2);
    }
    if (headerCount == 0) {
      requireRecordEnd();
      return List.of();
    }
    List<RecordHeader> headers = new ArrayList<>(headerCount);
    for (int i = 0; i < headerCount; i++) {
      int length = readLength("header key length");
      if (length < 0) {
        throw malformed("header key length", length, recordEnd - at);
      }
      String key = new String(bytes, at, length, StandardCharsets.UTF_8);
      at += length;
      int size = readLength("header value length");
      byte[] value = size < 0 ? null : copy(at, size);
      at += Math.max(size, 0);
      headers.add(new RecordHeader(key, value));
    }
    requireRecordEnd();
    return headers;
  }

  private void requireRecordEnd() {
    if (at != recordEnd) {
      throw malformed("end of fields", recordEnd - at, 0);
    }
  }

  /** The decoded records; not the caller's to change. */
  byte[] array() {
    return bytes;
  }

  /** Where in {@link #array} the current record ends, and so the next one starts. */
  int end() {
    return read == 0 ? at : recordEnd;
  }

  /** Checks that nothing follows the last record. */
  void requireEnd() {
    if (read == count && (count == 0 ? at : recordEnd) != limit) {
      throw new InvalidBatchException(
          "batch: expected its end after "
              + count
              + " records, found "
              + (limit - recordEnd)
              + " more bytes");
    }
  }

  private int readLength(String field) {
    int length = readVarint();
    if (length < -1 || length > recordEnd - at) {
      throw malformed(field, length, recordEnd - at);
    }
    return length;
  }

  private void skip(int count, String field) {
    if (recordEnd - at < count) {
      throw malformed(field, count, recordEnd - at);
    }
    at += count;
  }

  private int readVarint() {
    if (at < recordEnd) {
      int value = bytes[at];
      if (value >= 0) {
        at++;
        return unzigzag(value);
      }
      // The lengths and offsets of most records take two bytes.
      if (at + 1 < recordEnd && bytes[at + 1] >= 0) {
        value = (value & 0x7F) | bytes[at + 1] << 7;
        at += 2;
        return unzigzag(value);
      }
    }
    return unzigzag((int) readUnsigned(5));
  }

  private static int unzigzag(int value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private long readVarlong() {
    if (at < recordEnd) {
      long first = bytes[at];
      if (first >= 0) {
        at++;
        return (first >>> 1) ^ -(first & 1);
      }
    }
    long value = readUnsigned(10);
    return (value >>> 1) ^ -(value & 1);
  }

  private long readUnsigned(int maxBytes) {
    long value = 0;
    for (int i = 0; i < maxBytes; i++) {
      if (at >= recordEnd) {
        throw malformed("variable-length integer", i + 1, i);
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new InvalidBatchException(
        "record "
            + read
            + ": expected a variable-length integer of at most "
            + maxBytes
            + " bytes, found more");
  }

  private InvalidBatchException malformed(String field, long found, long available) {
    return new InvalidBatchException(
        "record "
            + read
            + " of "
            + count
            + ": expected "
            + field
            + " within the "
            + available
            + " left, found "
            + found);
  }
}
