package dev.waybill.broker.group;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The primitives of {@link GroupRecordCodec}, written. */
final class RecordWriter {
  private static final int LOW_BITS = 0x7f;
  private static final int MORE = 0x80;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RecordWriter u8(byte value) {
    out.write(value);
    return this;
  }

  RecordWriter i64(long value) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  RecordWriter varint(long value) {
    long rest = value;
    while ((rest & ~LOW_BITS) != 0) {
      out.write((int) (rest & LOW_BITS) | MORE);
      rest >>>= Byte.SIZE - 1;
    }
    out.write((int) rest);
    return this;
  }

  RecordWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  RecordWriter bytes(byte[] value) {
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
