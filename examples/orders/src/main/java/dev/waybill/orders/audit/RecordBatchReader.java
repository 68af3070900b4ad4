package dev.waybill.orders.audit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment file: record batches in Kafka's format v2, one after the other, big-endian.
 *
 * <pre>
 *   at  bytes                              at  bytes
 *    0  8  base offset                     23  4  last offset delta
 *    8  4  length of all that follows      27  8  base timestamp
 *   12  4  leader epoch                    35  8  largest timestamp
 *   16  1  magic: 2                        43  8  producer id, −1: none
 *   17  4  CRC-32C from byte 21 on         51  2  producer epoch
 *   21  2  attributes:                     53  4  base sequence
 *          bits 0–2 compression, 0: none   57  4  number of records
 *          bit 4 transactional             61  …  records
 *          bit 5 control
 *
 *   record   varint length · 1 byte attributes · varlong timestamp delta · varint offset delta ·
 *            varint key length, −1: none · key · varint value length · value ·
 *            varint headers · each: varint name length · name · varint value length · value
 *   control  key: int16 version · int16 type, 0: abort, 1: commit
 * </pre>
 *
 * Varints are zigzag-coded, seven bits to a byte, low bits first. Source: "Record Batch" in the
 * message-format chapter of the Apache Kafka documentation.
 */
final class RecordBatchReader {

  private static final int LENGTH_END = 12;
  private static final int CRC_START = 21;
  private static final int HEADER_BYTES = 61;
  private static final int MAX_BATCH_BYTES = 256 * 1024 * 1024;
  private static final int COMPRESSION = 0b111;
  private static final int TRANSACTIONAL = 1 << 4;
  private static final int CONTROL = 1 << 5;

  private RecordBatchReader() {}

  /** A batch; a control batch's records are its markers. */
  record Batch(
      long producerId, boolean transactional, boolean control, List<StoredRecord> records) {}

  /** A record; its arrays are the reader's own. */
  record StoredRecord(long offset, byte @Nullable [] key, byte @Nullable [] value) {

    /** What a control record says of its producer's transaction. */
    boolean commits() {
      return key != null && key.length >= 4 && ByteBuffer.wrap(key).getShort(2) == 1;
    }
  }

  /**
   * Gives every batch of the file, in the file's order.
   *
   * @throws IOException the file cannot be read or is damaged; the message says where
   */
  static void read(Path segment, Consumer<Batch> batches) throws IOException {
    try (InputStream file = Files.newInputStream(segment);
        DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16))) {
      long position = 0;
      byte[] prefix = new byte[LENGTH_END];
      for (int read; (read = in.readNBytes(prefix, 0, LENGTH_END)) > 0; ) {
        int length = read < LENGTH_END ? -1 : ByteBuffer.wrap(prefix).getInt(8);
        if (length < HEADER_BYTES - LENGTH_END || length > MAX_BATCH_BYTES) {
          throw damaged(segment, position, "expected a batch, found length " + length);
        }
        byte[] bytes = new byte[LENGTH_END + length];
        System.arraycopy(prefix, 0, bytes, 0, LENGTH_END);
        int body = in.readNBytes(bytes, LENGTH_END, length);
        if (body < length) {
          throw damaged(segment, position, "expected " + length + " bytes, found " + body);
        }
        batches.accept(parse(segment, position, ByteBuffer.wrap(bytes)));
        position += bytes.length;
      }
    }
  }

  private static Batch parse(Path segment, long position, ByteBuffer batch) throws IOException {
    if (batch.get(16) != 2) {
      throw damaged(segment, position, "expected magic 2, found " + batch.get(16));
    }
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(CRC_START));
    if ((int) crc.getValue() != batch.getInt(17)) {
      throw damaged(
          segment,
          position,
          String.format(
              "expected CRC-32C %08x, found %08x", batch.getInt(17), (int) crc.getValue()));
    }
    int attributes = batch.getShort(CRC_START);
    if ((attributes & COMPRESSION) != 0) {
      throw damaged(segment, position, "expected no compression, found attributes " + attributes);
    }
    long baseOffset = batch.getLong(0);
    int count = batch.getInt(57);
    List<StoredRecord> records = new ArrayList<>();
    batch.position(HEADER_BYTES);
    try {
      for (int i = 0; i < count; i++) {
        records.add(record(baseOffset, batch));
      }
    } catch (RuntimeException e) {
      throw damaged(segment, position, "expected " + count + " records, found " + e);
    }
    if (batch.hasRemaining()) {
      throw damaged(segment, position, batch.remaining() + " bytes after the last record");
    }
    return new Batch(
        batch.getLong(43), (attributes & TRANSACTIONAL) != 0, (attributes & CONTROL) != 0, records);
  }

  private static StoredRecord record(long baseOffset, ByteBuffer batch) {
    int length = varint(batch);
    int end = batch.position() + length;
    batch.get();
    varlong(batch);
    long offset = baseOffset + varint(batch);
    byte[] key = bytes(batch);
    byte[] value = bytes(batch);
    // Headers say nothing that the auditor needs.
    batch.position(end);
    return new StoredRecord(offset, key, value);
  }

  private static byte @Nullable [] bytes(ByteBuffer batch) {
    int length = varint(batch);
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[Math.min(length, batch.remaining() + 1)];
    batch.get(bytes);
    return bytes;
  }

  private static int varint(ByteBuffer in) {
    return Math.toIntExact(varlong(in));
  }

  private static long varlong(ByteBuffer in) {
    long raw = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      raw |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IllegalArgumentException("a varint of more than 10 bytes");
  }

  private static IOException damaged(Path segment, long position, String what) {
    return new IOException("damaged " + segment + " at byte " + position + ": " + what);
  }
}
