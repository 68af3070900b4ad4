package dev.waybill.orders.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes record batches for the reader's tests, from the format's definition. */
final class Segments {

  static final int TRANSACTIONAL = 0x10;
  static final int CONTROL = 0x20;
  static final int GZIP = 1;

  private Segments() {}

  static void append(Path segment, byte[] batch) throws IOException {
    Path directory = segment.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.write(segment, batch, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static byte[] batch(long baseOffset, long producerId, int attributes, String... values) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = values[i].getBytes(UTF_8);
    }
    return batch(baseOffset, producerId, attributes, new byte[0], List.of(bytes));
  }

  static byte[] marker(long offset, long producerId, boolean commit) {
    byte[] key = {0, 0, 0, (byte) (commit ? 1 : 0)};
    byte[] value = {0, 0, 0, 0, 0, 0};
    return batch(offset, producerId, TRANSACTIONAL | CONTROL, key, List.of(value));
  }

  private static byte[] batch(
      long baseOffset, long producerId, int attributes, byte[] key, List<byte[]> values) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < values.size(); i++) {
      byte[] record = record(i, key, values.get(i));
      varint(records, record.length);
      records.writeBytes(record);
    }
    ByteBuffer batch = ByteBuffer.allocate(61 + records.size());
    batch.putLong(baseOffset).putInt(batch.capacity() - 12).putInt(0).put((byte) 2).putInt(0);
    batch.putShort((short) attributes).putInt(values.size() - 1).putLong(1000).putLong(1000);
    batch.putLong(producerId).putShort((short) 0).putInt(0).putInt(values.size());
    batch.put(records.toByteArray());
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(21));
    return batch.putInt(17, (int) crc.getValue()).array();
  }

  private static byte[] record(int delta, byte[] key, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    varint(out, 0);
    varint(out, delta);
    varint(out, key.length);
    out.writeBytes(key);
    varint(out, value.length);
    out.writeBytes(value);
    varint(out, 1);
    varint(out, 2);
    out.writeBytes(new byte[] {'i', 'd'});
    varint(out, -1);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int zigzag = (value << 1) ^ (value >> 31);
    while ((zigzag & ~0x7f) != 0) {
      out.write((zigzag & 0x7f) | 0x80);
      zigzag >>>= 7;
    }
    out.write(zigzag);
  }
}
