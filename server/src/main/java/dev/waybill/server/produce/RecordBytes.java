package dev.waybill.server.produce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a batch's records, one after the other: as they lie there, or inflated piece by
 * piece, so that a decompression bomb never has more than one piece in memory.
 */
final class RecordBytes {
  private static final int PIECE_BYTES = 16 * 1024;

  private final @Nullable InputStream inflater;
  private final long maxBytes;
  private final byte[] piece;
  private ByteBuffer window;
  private long consumed;

  /** Bytes as they are. */
  static RecordBytes plain(ByteBuffer bytes) {
    return new RecordBytes(bytes, new byte[0], null, bytes.remaining());
  }

  /**
   * @param maxBytes inflated bytes that are allowed
   */
  static RecordBytes inflated(InputStream inflater, long maxBytes) {
    return new RecordBytes(ByteBuffer.allocate(0), new byte[PIECE_BYTES], inflater, maxBytes);
  }

  private RecordBytes(
      ByteBuffer window, byte[] piece, @Nullable InputStream inflater, long maxBytes) {
    this.window = window;
    this.piece = piece;
    this.inflater = inflater;
    this.maxBytes = maxBytes;
  }

  /** How many were taken so far. */
  long position() {
    return consumed;
  }

  byte get() throws BadRecordException {
    if (!window.hasRemaining() && !refill()) {
      throw new BadRecordException("expected more bytes, found the end of the batch");
    }
    consumed++;
    return window.get();
  }

  void skip(int count) throws BadRecordException {
    int left = count;
    while (left > 0) {
      if (!window.hasRemaining() && !refill()) {
        throw new BadRecordException(
            "expected " + left + " more bytes, found the end of the batch");
      }
      int step = Math.min(left, window.remaining());
      window.position(window.position() + step);
      consumed += step;
      left -= step;
    }
  }

  boolean isAtEnd() throws BadRecordException {
    return !window.hasRemaining() && !refill();
  }

  int varint() throws BadRecordException {
    int raw = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte next = get();
      raw |= (next & 0x7f) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new BadRecordException("expected a varint of at most 5 bytes, found a longer one");
  }

  void skipVarlong() throws BadRecordException {
    for (int i = 0; i < 10; i++) {
      if (get() >= 0) {
        return;
      }
    }
    throw new BadRecordException("expected a varint of at most 10 bytes, found a longer one");
  }

  private boolean refill() throws BadRecordException {
    if (inflater == null) {
      return false;
    }
    try {
      int read = inflater.read(piece);
      if (read <= 0) {
        return false;
      }
      window = ByteBuffer.wrap(piece, 0, read);
    } catch (IOException | RuntimeException e) {
      // The codecs throw either for bytes that they did not make.
      throw new BadRecordException("expected compressed records, found " + e, e);
    }
    if (consumed + window.remaining() > maxBytes) {
      throw new BadRecordException(
          "expected at most " + maxBytes + " bytes of records once inflated, found more");
    }
    return true;
  }
}
