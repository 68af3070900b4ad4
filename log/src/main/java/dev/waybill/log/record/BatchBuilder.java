package dev.waybill.log.record;

import static dev.waybill.log.record.BatchFormat.HEADER_BYTES;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Encodes records into one uncompressed batch (layout: {@link BatchFormat}). Made for the hot path:
 * appending copies the bytes once and allocates nothing, except when the array grows. One thread at
 * a time; reuse it with {@link #reset()}.
 */
public final class BatchBuilder {
  private static final int NULL_LENGTH = -1;

  private final int maxBytes;
  private final CRC32C crc = new CRC32C();
  private byte[] bytes;
  private ByteBuffer header;
  private int size = HEADER_BYTES;
  private int count;
  private long baseTimestamp;
  private long maxTimestamp;

  /**
   * A builder for batches of up to {@code maxBytes} bytes, header included.
   *
   * @param initialBytes first size of the array, which doubles as needed and is kept on reset
   */
  public BatchBuilder(int initialBytes, int maxBytes) {
    if (maxBytes < HEADER_BYTES || initialBytes > maxBytes) {
      throw new IllegalArgumentException(
          "expected "
              + HEADER_BYTES
              + " <= initialBytes <= maxBytes, found initialBytes="
              + initialBytes
              + ", maxBytes="
              + maxBytes);
    }
    this.maxBytes = maxBytes;
    this.bytes = new byte[Math.max(initialBytes, HEADER_BYTES)];
    this.header = ByteBuffer.wrap(bytes);
  }

  /** Exact size in bytes of a batch that holds this record alone. */
  public static long sizeAlone(
      byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
    long body = bodySize(0, 0, key, value, headers);
    return HEADER_BYTES + Varints.size(body) + body;
  }

  /**
   * Adds a record, or returns false and changes nothing when the batch would exceed its maximum.
   * The arrays are copied.
   *
   * @param timestampMillis milliseconds since the epoch; need not ascend
   */
  public boolean tryAppend(
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<RecordHeader> headers) {
    long timestampDelta = count == 0 ? 0 : timestampMillis - baseTimestamp;
    long body = bodySize(timestampDelta, count, key, value, headers);
    long end = size + Varints.size(body) + body;
    if (end > maxBytes) {
      return false;
    }
    if (end > bytes.length) {
      grow((int) end);
    }
    byte[] to = bytes;
    int at = Varints.write(to, size, (int) body);
    to[at++] = 0;
    at = Varints.write(to, at, timestampDelta);
    at = Varints.write(to, at, count);
    at = writeNullable(to, at, key);
    at = writeNullable(to, at, value);
    int headerCount = headers.size();
    at = Varints.write(to, at, headerCount);
    for (int i = 0; i < headerCount; i++) {
      RecordHeader next = headers.get(i);
      at = writeNullable(to, at, next.key().getBytes(StandardCharsets.UTF_8));
      at = writeNullable(to, at, next.value());
    }
    size = at;
    if (count++ == 0) {
      baseTimestamp = timestampMillis;
      maxTimestamp = timestampMillis;
    } else if (timestampMillis > maxTimestamp) {
      maxTimestamp = timestampMillis;
    }
    return true;
  }

  private static long bodySize(
      long timestampDelta,
      int offsetDelta,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<RecordHeader> headers) {
    long body =
        1L
            + Varints.size(timestampDelta)
            + Varints.size(offsetDelta)
            + nullableSize(key)
            + nullableSize(value);
    int headerCount = headers.size();
    body += Varints.size(headerCount);
    for (int i = 0; i < headerCount; i++) {
      RecordHeader next = headers.get(i);
      body += nullableSize(next.key().getBytes(StandardCharsets.UTF_8));
      body += nullableSize(next.value());
    }
    return body;
  }

  private static long nullableSize(byte @Nullable [] field) {
    return field == null
        ? Varints.size(NULL_LENGTH)
        : (long) Varints.size(field.length) + field.length;
  }

  private static int writeNullable(byte[] to, int position, byte @Nullable [] field) {
    if (field == null) {
      return Varints.write(to, position, NULL_LENGTH);
    }
    int at = Varints.write(to, position, field.length);
    System.arraycopy(field, 0, to, at, field.length);
    return at + field.length;
  }

  private void grow(int needed) {
    long doubled = Math.min(2L * bytes.length, maxBytes);
    bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    header = ByteBuffer.wrap(bytes);
  }

  /** Records so far. */
  public int count() {
    return count;
  }

  /** Size of the batch so far in bytes, header included. */
  public int sizeBytes() {
    return size;
  }

  /** Bytes of heap this builder holds on to. */
  public int capacityBytes() {
    return bytes.length;
  }

  /** A batch of a publisher without an id: no sequence, no transaction. */
  public ByteBuffer build() {
    return build(
        BatchFormat.NO_PRODUCER, (short) BatchFormat.NO_PRODUCER, BatchFormat.NO_PRODUCER, false);
  }

  /**
   * Completes the batch: base offset 0, leader epoch 0, CRC computed. May be called again with
   * other values before {@link #reset()}.
   *
   * @return a view of this builder's own array, valid until the next append or reset
   */
  public ByteBuffer build(
      long producerId, short producerEpoch, int baseSequence, boolean transactional) {
    return build(producerId, producerEpoch, baseSequence, transactional, false);
  }

  ByteBuffer build(
      long producerId,
      short producerEpoch,
      int baseSequence,
      boolean transactional,
      boolean control) {
    if (count == 0) {
      throw new IllegalStateException("expected at least 1 record in the batch, found 0");
    }
    ByteBuffer to = header;
    to.putLong(BatchFormat.BASE_OFFSET, 0L);
    to.putInt(BatchFormat.LENGTH, size - BatchFormat.LENGTH_OVERHEAD);
    to.putInt(BatchFormat.LEADER_EPOCH, 0);
    to.put(BatchFormat.MAGIC, BatchFormat.MAGIC_V2);
    to.putShort(
        BatchFormat.ATTRIBUTES,
        (short)
            ((transactional ? BatchFormat.TRANSACTIONAL_BIT : 0)
                | (control ? BatchFormat.CONTROL_BIT : 0)));
    to.putInt(BatchFormat.LAST_OFFSET_DELTA, count - 1);
    to.putLong(BatchFormat.BASE_TIMESTAMP, baseTimestamp);
    to.putLong(BatchFormat.MAX_TIMESTAMP, maxTimestamp);
    to.putLong(BatchFormat.PRODUCER_ID, producerId);
    to.putShort(BatchFormat.PRODUCER_EPOCH, producerEpoch);
    to.putInt(BatchFormat.BASE_SEQUENCE, baseSequence);
    to.putInt(BatchFormat.COUNT, count);
    crc.reset();
    crc.update(bytes, BatchFormat.ATTRIBUTES, size - BatchFormat.ATTRIBUTES);
    to.putInt(BatchFormat.CRC, (int) crc.getValue());
    return ByteBuffer.wrap(bytes, 0, size).slice();
  }

  /** Empties the builder for the next batch; views from {@link #build} are invalid from now on. */
  public void reset() {
    size = HEADER_BYTES;
    count = 0;
  }
}
