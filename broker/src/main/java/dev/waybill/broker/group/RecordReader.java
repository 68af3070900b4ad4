package dev.waybill.broker.group;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The primitives of {@link GroupRecordCodec}, read. Never trusts a length: what is claimed is
 * compared with what is left before anything is allocated.
 */
final class RecordReader {
  private static final int LOW_BITS = 0x7f;
  private static final int MORE = 0x80;

  private final ByteBuffer in;
  private final int size;

  RecordReader(ByteBuffer bytes) {
    this.in = bytes.slice();
    this.size = in.remaining();
  }

  int u8() {
    need(1);
    return Byte.toUnsignedInt(in.get());
  }

  boolean flag() {
    int value = u8();
    if (value > 1) {
      throw damaged("flag " + value + ", expected 0 or 1");
    }
    return value == 1;
  }

  long i64() {
    need(Long.BYTES);
    return in.getLong();
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE - 1) {
      int next = u8();
      value |= (long) (next & LOW_BITS) << shift;
      if ((next & MORE) == 0) {
        return value;
      }
    }
    throw damaged("a varint of more than 64 bits");
  }

  int varint32(String name) {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw damaged(name + "=" + value + ", expected 0 to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  byte[] bytes() {
    int length = varint32("length in bytes");
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  String topic() {
    String topic = text();
    if (topic.isEmpty()) {
      throw damaged("an empty topic name");
    }
    return topic;
  }

  void end() {
    if (in.hasRemaining()) {
      throw damaged(in.remaining() + " bytes past its end");
    }
  }

  GroupRecordFormatException damaged(String found) {
    return new GroupRecordFormatException(
        "A group record of "
            + size
            + " bytes is damaged at byte "
            + in.position()
            + ": found "
            + found
            + ". It was not applied; restore the journal from a copy.");
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw damaged(in.remaining() + " bytes left, expected at least " + bytes);
    }
  }
}
