package dev.waybill.compatibility.difference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Batches of records as producers send them, and as they should not. */
final class Batches {

  /** When the first record says that it was made; the others a second later each. */
  static final long BEGIN = 1_700_000_000_000L;

  private static final int CRC_AT = 17;
  private static final int MAGIC_AT = 16;
  private static final int COUNT_AT = 57;

  /** Who sends, as it is written on each batch. */
  record Sender(long producerId, short epoch, int sequence, boolean transactional) {
    static final Sender NOBODY = new Sender(-1, (short) -1, -1, false);
  }

  private Batches() {}

  static byte[] of(CompressionType codec, Sender sender, int count, long firstMillis) {
    return of((byte) 2, codec, sender, records(count, firstMillis));
  }

  private static byte[] of(
      byte magic, CompressionType codec, Sender sender, SimpleRecord... records) {
    return bytes(
        MemoryRecords.withRecords(
            magic,
            0L,
            Compression.of(codec).build(),
            TimestampType.CREATE_TIME,
            sender.producerId(),
            sender.epoch(),
            sender.sequence(),
            -1,
            sender.transactional(),
            records));
  }

  private static SimpleRecord[] records(int count, long firstMillis) {
    SimpleRecord[] records = new SimpleRecord[count];
    for (int i = 0; i < count; i++) {
      String key = "key-" + i % 3;
      records[i] =
          new SimpleRecord(
              firstMillis + i * 1_000L, key.getBytes(UTF_8), ("value-" + i).getBytes(UTF_8));
    }
    return records;
  }

  /** In a format of before transactions. */
  static byte[] old(int magic, int count) {
    return bytes(
        MemoryRecords.withRecords(
            (byte) magic,
            Compression.NONE,
            magic == 0 ? without(records(count, BEGIN)) : records(count, BEGIN)));
  }

  private static SimpleRecord[] without(SimpleRecord[] records) {
    SimpleRecord[] timeless = new SimpleRecord[records.length];
    for (int i = 0; i < records.length; i++) {
      timeless[i] = new SimpleRecord(-1L, new byte[0], new byte[] {1});
    }
    return timeless;
  }

  static byte[] withWrongCrc(byte[] batch) {
    byte[] broken = batch.clone();
    broken[CRC_AT] ^= 0x55;
    return broken;
  }

  static byte[] withMagic(byte[] batch, int magic) {
    byte[] broken = batch.clone();
    broken[MAGIC_AT] = (byte) magic;
    return broken;
  }

  /** Says another count of records than there are, under a checksum that is right. */
  static byte[] withCount(byte[] batch, int count) {
    ByteBuffer broken = ByteBuffer.wrap(batch.clone());
    broken.putInt(COUNT_AT, count);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(broken.array(), CRC_AT + Integer.BYTES, batch.length - CRC_AT - Integer.BYTES);
    broken.putInt(CRC_AT, (int) crc.getValue());
    return broken.array();
  }

  static byte[] cutShort(byte[] batch) {
    return java.util.Arrays.copyOf(batch, batch.length - 3);
  }

  static byte[] together(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static byte[] bytes(MemoryRecords records) {
    ByteBuffer buffer = records.buffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
