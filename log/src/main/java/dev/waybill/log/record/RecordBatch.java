package dev.waybill.log.record;

import static dev.waybill.log.record.BatchFormat.HEADER_BYTES;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A view of one batch in a buffer (layout: {@link BatchFormat}); nothing is copied or decoded until
 * asked. The view is valid as long as the buffer's bytes are. The buffer's position and limit are
 * neither used nor moved, except that the batch must end before the limit.
 */
public final class RecordBatch {
  private final ByteBuffer buffer;
  private final int start;

  private RecordBatch(ByteBuffer buffer, int start) {
    this.buffer = buffer;
    this.start = start;
  }

  /**
   * The batch that starts at an absolute index of a big-endian buffer.
   *
   * @throws InvalidBatchException when not even a whole header is there
   */
  public static RecordBatch at(ByteBuffer buffer, int index) {
    if (buffer.limit() - index < HEADER_BYTES) {
      throw new InvalidBatchException(
          "truncated batch: expected a header of "
              + HEADER_BYTES
              + " bytes, found "
              + (buffer.limit() - index));
    }
    return new RecordBatch(buffer, index);
  }

  /** The index of the batch in its buffer. */
  public int index() {
    return start;
  }

  /** Offset of the first record. */
  public long baseOffset() {
    return buffer.getLong(start + BatchFormat.BASE_OFFSET);
  }

  /** Size of the whole batch in bytes, as its length field says; may be nonsense when damaged. */
  public int sizeInBytes() {
    int length = buffer.getInt(start + BatchFormat.LENGTH);
    return length > Integer.MAX_VALUE - BatchFormat.LENGTH_OVERHEAD
        ? Integer.MAX_VALUE
        : length + BatchFormat.LENGTH_OVERHEAD;
  }

  /** Epoch of the leader that appended it. */
  public int partitionLeaderEpoch() {
    return buffer.getInt(start + BatchFormat.LEADER_EPOCH);
  }

  /** Format version. */
  public byte magic() {
    return buffer.get(start + BatchFormat.MAGIC);
  }

  /** The stored CRC32C. */
  public int crc() {
    return buffer.getInt(start + BatchFormat.CRC);
  }

  /** The attribute bits. */
  public short attributes() {
    return buffer.getShort(start + BatchFormat.ATTRIBUTES);
  }

  /** How the records are packed. */
  public Compression compression() {
    return Compression.of(attributes() & BatchFormat.COMPRESSION_MASK);
  }

  /** Whether all records carry the time of the append, {@link #maxTimestamp()}, as theirs. */
  public boolean isLogAppendTime() {
    return (attributes() & BatchFormat.LOG_APPEND_TIME_BIT) != 0;
  }

  /** Whether the batch belongs to a transaction. */
  public boolean isTransactional() {
    return (attributes() & BatchFormat.TRANSACTIONAL_BIT) != 0;
  }

  /** Whether the batch holds a marker and no message. */
  public boolean isControl() {
    return (attributes() & BatchFormat.CONTROL_BIT) != 0;
  }

  /** Last offset minus base offset. */
  public int lastOffsetDelta() {
    return buffer.getInt(start + BatchFormat.LAST_OFFSET_DELTA);
  }

  /** Offset of the last record. */
  public long lastOffset() {
    return baseOffset() + lastOffsetDelta();
  }

  /** The offset that follows this batch. */
  public long nextOffset() {
    return lastOffset() + 1;
  }

  /** Timestamp of the first record, milliseconds since the epoch. */
  public long baseTimestamp() {
    return buffer.getLong(start + BatchFormat.BASE_TIMESTAMP);
  }

  /** Largest timestamp of its records, milliseconds since the epoch. */
  public long maxTimestamp() {
    return buffer.getLong(start + BatchFormat.MAX_TIMESTAMP);
  }

  /** Id of the producer, -1 for none. */
  public long producerId() {
    return buffer.getLong(start + BatchFormat.PRODUCER_ID);
  }

  /** Epoch of the producer, -1 for none. */
  public short producerEpoch() {
    return buffer.getShort(start + BatchFormat.PRODUCER_EPOCH);
  }

  /** Sequence number of the first record, -1 for none. */
  public int baseSequence() {
    return buffer.getInt(start + BatchFormat.BASE_SEQUENCE);
  }

  /** Number of records. */
  public int count() {
    return buffer.getInt(start + BatchFormat.COUNT);
  }

  /** Assigns the base offset in place; the CRC does not cover it. */
  public void setBaseOffset(long offset) {
    buffer.putLong(start + BatchFormat.BASE_OFFSET, offset);
  }

  /** Assigns the leader epoch in place; the CRC does not cover it. */
  public void setPartitionLeaderEpoch(int epoch) {
    buffer.putInt(start + BatchFormat.LEADER_EPOCH, epoch);
  }

  /** Gives all records the time of the append, milliseconds since the epoch, in place. */
  public void stampAppendTime(long timestamp) {
    buffer.putShort(
        start + BatchFormat.ATTRIBUTES, (short) (attributes() | BatchFormat.LOG_APPEND_TIME_BIT));
    buffer.putLong(start + BatchFormat.MAX_TIMESTAMP, timestamp);
    buffer.putInt(start + BatchFormat.CRC, computedCrc());
  }

  /** Computes the CRC32C over the whole batch and compares it with the stored one. */
  public boolean isCrcValid() {
    return computedCrc() == crc();
  }

  private int computedCrc() {
    CRC32C crc = new CRC32C();
    crc.update(slice(BatchFormat.ATTRIBUTES, sizeInBytes() - BatchFormat.ATTRIBUTES));
    return (int) crc.getValue();
  }

  /** A view of the bytes of the whole batch. */
  public ByteBuffer bytes() {
    return slice(0, sizeInBytes());
  }

  private ByteBuffer slice(int from, int length) {
    return buffer.slice(start + from, length);
  }

  /**
   * Checks what a reader relies on before the CRC is known: version, size within the buffer,
   * counts.
   *
   * @throws InvalidBatchException naming the first field that is wrong
   */
  public void validateHeader() {
    validateHeader(buffer.limit() - start);
  }

  /**
   * The same check where only the header is in the buffer and the rest lies elsewhere.
   *
   * @param availableBytes the bytes that exist from the start of the batch on
   */
  public void validateHeader(long availableBytes) {
    int size = sizeInBytes();
    if (size < HEADER_BYTES || size > availableBytes) {
      throw new InvalidBatchException(
          "truncated batch: expected a size between "
              + HEADER_BYTES
              + " and the "
              + availableBytes
              + " bytes present, found size "
              + size);
    }
    if (magic() != BatchFormat.MAGIC_V2) {
      throw new InvalidBatchException(
          "batch format: expected magic " + BatchFormat.MAGIC_V2 + ", found " + magic());
    }
    if (lastOffsetDelta() < 0) {
      throw new InvalidBatchException(
          "batch header: expected a last offset delta >= 0, found " + lastOffsetDelta());
    }
    if (count() < 0 || count() - 1 > lastOffsetDelta()) {
      throw new InvalidBatchException(
          "batch header: expected at most last offset delta + 1 = "
              + (lastOffsetDelta() + 1L)
              + " records, found "
              + count());
    }
  }

  /**
   * {@link #validateHeader()} and the CRC: enough for bytes that this log wrote itself.
   *
   * @throws InvalidBatchException naming what is wrong
   */
  public void validateChecksum() {
    validateHeader();
    int computed = computedCrc();
    if (computed != crc()) {
      throw new InvalidBatchException(
          "batch checksum: expected CRC32C 0x%08x as stored, found 0x%08x computed over %d bytes"
              .formatted(crc(), computed, sizeInBytes() - BatchFormat.ATTRIBUTES));
    }
  }

  /**
   * Checks everything a stranger may have got wrong: header, CRC, and of an uncompressed batch
   * every record's size, fields, and offset delta (0, 1, 2, … as a fresh batch has them).
   *
   * @throws InvalidBatchException naming the first thing that is wrong
   */
  public void validate() {
    validateChecksum();
    if (count() == 0 || count() - 1 != lastOffsetDelta()) {
      throw new InvalidBatchException(
          "batch header: expected last offset delta "
              + lastOffsetDelta()
              + " + 1 records, found "
              + count());
    }
    if (compression() == Compression.UNKNOWN) {
      throw new InvalidBatchException(
          "batch header: expected a compression of 0 to 4, found "
              + (attributes() & BatchFormat.COMPRESSION_MASK));
    }
    if (compression() != Compression.NONE) {
      return;
    }
    RecordCursor cursor = records();
    for (int delta = 0; delta < count(); delta++) {
      if (!cursor.next() || cursor.offset() - baseOffset() != delta) {
        throw new InvalidBatchException(
            "record "
                + delta
                + " of "
                + count()
                + ": expected offset delta "
                + delta
                + ", found "
                + (cursor.offset() - baseOffset()));
      }
      cursor.headers();
    }
    cursor.requireEnd();
  }

  /**
   * A cursor over the records, before the first one.
   *
   * @throws InvalidBatchException when the records do not fit into the batch
   * @throws UnsupportedOperationException naming the codec when they are compressed with one that
   *     the JDK has not
   */
  public RecordCursor records() {
    return RecordCursor.over(this, Decompressor.NONE);
  }

  /**
   * The same with a codec for what the JDK has none for.
   *
   * @throws InvalidBatchException when the records do not fit into the batch, or cannot be unpacked
   */
  public RecordCursor records(Decompressor decompressor) {
    return RecordCursor.over(this, decompressor);
  }

  /** A view of the bytes of its records, packed as they are. */
  ByteBuffer packedRecords() {
    return slice(HEADER_BYTES, sizeInBytes() - HEADER_BYTES);
  }

  /** The records' bytes in an array: the buffer's own where it has one, else a copy. */
  RecordBytes recordBytes() {
    int length = sizeInBytes() - HEADER_BYTES;
    if (buffer.hasArray()) {
      return new RecordBytes(buffer.array(), buffer.arrayOffset() + start + HEADER_BYTES, length);
    }
    byte[] copy = new byte[length];
    buffer.get(start + HEADER_BYTES, copy);
    return new RecordBytes(copy, 0, length);
  }

  @Override
  public String toString() {
    return "batch of "
        + count()
        + " records at offset "
        + baseOffset()
        + ", "
        + sizeInBytes()
        + " bytes";
  }
}
