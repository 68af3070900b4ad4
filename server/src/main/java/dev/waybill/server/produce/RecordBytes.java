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

  /** The next byte in the window; its own field, for every record passes through here. */
  private int next;

  private int end;

  /** What was taken from windows before this one, less where this one began. */
  private long before;

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
    this.next = window.position();
    this.end = window.limit();
    this.before = -next;
    this.piece = piece;
    this.inflater = inflater;
    this.maxBytes = maxBytes;
  }

  /** How many were taken so far. */
  long position() {
    return before + next;
  }

  byte get() throws BadRecordException {
    if (next == end && !refill()) {
      throw new BadRecordException("expected more bytes, found the end of the batch");
    }
    return window.get(next++);
  }

  void skip(int count) throws BadRecordException {
    int left = count;
    while (left > end - next) {
      left -= end - next;
      next = end;
      if (!refill()) {
        throw new BadRecordException(
            "expected " + left + " more bytes, found the end of the batch");
      }
    }
    next += left;
  }

  boolean isAtEnd() throws BadRecordException {
    return next == end && !refill();
  }

  int varint() throws BadRecordException {
    byte first = get();
    if (first >= 0) {
      return (first >>> 1) ^ -(first & 1);
    }
    int raw = first & 0x7f;
    for (int shift = 7; shift < 35; shift += 7) {
      byte more = get();
      raw |= (more & 0x7f) << shift;
      if (more >= 0) {
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
      int read;
      do {
        // lz4 gives nothing for an empty block; only behind the last one is the end.
        read = inflater.read(piece);
      } while (read == 0);
      if (read < 0) {
        return false;
      }
      before += next;
      window = ByteBuffer.wrap(piece);
      next = 0;
      end = read;
    } catch (IOException | RuntimeException e) {
      // The codecs throw either for bytes that they did not make.
      throw new BadRecordException("expected compressed records, found " + e, e);
    }
    if (before + end > maxBytes) {
      throw new BadRecordException(
          "expected at most " + maxBytes + " bytes of records once inflated, found more");
    }
    return true;
  }
}
