package dev.waybill.server.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Writes a message into one buffer, which is cut wherever records from a file come in between. */
final class PartsWriter implements Writable {
  private final ByteBuf bytes;
  private final List<FileRecords> files = new ArrayList<>(0);

  /** Where in the buffer each of the files' records belong. */
  private final List<Integer> cuts = new ArrayList<>(0);

  PartsWriter(ByteBuf bytes) {
    this.bytes = bytes;
  }

  /** What was written, in order; takes the buffer. */
  List<Object> parts() {
    if (files.isEmpty()) {
      return List.of(bytes);
    }
    List<Object> parts = new ArrayList<>(2 * files.size() + 1);
    for (int i = 0; i < files.size(); i++) {
      parts.add(bytes.readRetainedSlice(cuts.get(i) - bytes.readerIndex()));
      parts.add(files.get(i).region());
    }
    parts.add(bytes);
    return parts;
  }

  @Override
  public void writeRecords(BaseRecords records) {
    if (records instanceof FileRecords file) {
      if (file.sizeInBytes() > 0) {
        files.add(file);
        cuts.add(bytes.writerIndex());
      }
    } else {
      writeByteBuffer(((MemoryRecords) records).buffer());
    }
  }

  @Override
  public void writeByte(byte value) {
    bytes.writeByte(value);
  }

  @Override
  public void writeShort(short value) {
    bytes.writeShort(value);
  }

  @Override
  public void writeInt(int value) {
    bytes.writeInt(value);
  }

  @Override
  public void writeLong(long value) {
    bytes.writeLong(value);
  }

  @Override
  public void writeDouble(double value) {
    bytes.writeDouble(value);
  }

  @Override
  public void writeByteArray(byte[] array) {
    bytes.writeBytes(array);
  }

  @Override
  public void writeByteBuffer(ByteBuffer buffer) {
    bytes.writeBytes(buffer.duplicate());
  }

  @Override
  public void writeUnsignedVarint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      bytes.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.writeByte(rest);
  }

  @Override
  public void writeVarint(int value) {
    writeUnsignedVarint((value << 1) ^ (value >> 31));
  }

  @Override
  public void writeVarlong(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes.writeByte((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.writeByte((int) rest);
  }
}
