package dev.waybill.server.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** How the protocol writes a length; -1 stands for null. */
enum Length {
  /** Two bytes. */
  SHORT {
    @Override
    int readUnchecked(ByteBuffer bytes) {
      return bytes.getShort();
    }
  },
  /** Four bytes. */
  INT {
    @Override
    int readUnchecked(ByteBuffer bytes) {
      return bytes.getInt();
    }
  },
  /** One to five bytes of seven bits each, lowest first; one more than the length. */
  COMPACT {
    @Override
    int readUnchecked(ByteBuffer bytes) throws BadFrameException {
      return unsignedVarint(bytes) - 1;
    }
  };

  abstract int readUnchecked(ByteBuffer bytes) throws BadFrameException;

  int read(ByteBuffer bytes) throws BadFrameException {
    int length;
    try {
      length = readUnchecked(bytes);
    } catch (BufferUnderflowException e) {
      throw ended(e);
    }
    if (length < -1) {
      throw new BadFrameException("expected a length of at least -1, found " + length);
    }
    return length;
  }

  static int unsignedVarint(ByteBuffer bytes) throws BadFrameException {
    try {
      int value = 0;
      for (int shift = 0; shift < 35; shift += 7) {
        byte next = bytes.get();
        value |= (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    } catch (BufferUnderflowException e) {
      throw ended(e);
    }
    throw new BadFrameException("expected a varint of at most 5 bytes, found a longer one");
  }

  private static BadFrameException ended(BufferUnderflowException e) {
    return new BadFrameException("expected more bytes, found the end of the frame", e);
  }
}
