package dev.waybill.log;

import dev.waybill.log.record.BatchFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/** Batches as another writer makes them, field by field, without our encoder. */
public final class ForeignBatches {
  public static final int GZIP = 1;
  public static final int SNAPPY = 2;
  public static final int LZ4 = 3;
  public static final int ZSTD = 4;

  private static final int LENGTH_AT = 8;
  private static final int CRC_AT = 17;
  private static final int ATTRIBUTES_AT = 21;

  private ForeignBatches() {}

  /** Records that only a codec of that number could unpack, all of one time. */
  public static ByteBuffer opaque(int codec, long timestamp, int count) {
    byte[] packed = new byte[40];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (byte) (0x9E * (i + codec));
    }
    return batch(codec, timestamp, count, packed);
  }

  /** Records that really are packed. */
  public static ByteBuffer gzip(long timestamp, String... values) {
    return packed(GZIP, timestamp, values);
  }

  /** Says that it is of another codec; that codec is whatever a test makes it. */
  public static ByteBuffer zstd(long timestamp, String... values) {
    return packed(ZSTD, timestamp, values);
  }

  private static ByteBuffer packed(int codec, long timestamp, String... values) {
    ByteBuffer plain = TestBatches.batchAt(0, timestamp, values);
    byte[] records = new byte[plain.remaining() - BatchFormat.HEADER_BYTES];
    plain.get(BatchFormat.HEADER_BYTES, records);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(records);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return batch(codec, timestamp, values.length, packed.toByteArray());
  }

  private static ByteBuffer batch(int codec, long timestamp, int count, byte[] packed) {
    ByteBuffer batch = ByteBuffer.allocate(BatchFormat.HEADER_BYTES + packed.length);
    batch.putLong(0).putInt(0); // base offset, length
    batch.putInt(-1).put((byte) 2).putInt(0); // leader epoch, magic, CRC
    batch.putShort((short) codec).putInt(count - 1); // attributes, last offset delta
    batch.putLong(timestamp).putLong(timestamp + count - 1); // first and largest timestamp
    batch.putLong(-1).putShort((short) -1).putInt(-1).putInt(count); // no producer
    batch.put(packed).flip();
    batch.putInt(LENGTH_AT, batch.limit() - LENGTH_AT - Integer.BYTES);
    CRC32C crc = new CRC32C();
    crc.update(batch.slice(ATTRIBUTES_AT, batch.limit() - ATTRIBUTES_AT));
    return batch.putInt(CRC_AT, (int) crc.getValue());
  }
}
