package dev.waybill.log;

import dev.waybill.log.segment.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Whole batches as a stretch of a segment file, to be sent without passing through the heap.
 * Immutable; the bytes stay while the segment does, and its deletion fails the transfer.
 */
public final class FileSlice {
  private final Segment segment;
  private final long position;
  private final int length;
  private final long nextOffset;

  FileSlice(Segment segment, long position, int length, long nextOffset) {
    this.segment = segment;
    this.position = position;
    this.length = length;
    this.nextOffset = nextOffset;
  }

  /** Path of the segment file in its storage. */
  public String path() {
    return segment.path();
  }

  /** First byte of the slice in its file. */
  public long position() {
    return position;
  }

  /** Bytes in the slice. */
  public int length() {
    return length;
  }

  /** The offset after the slice's last message, or the one asked for when the slice is empty. */
  public long nextOffset() {
    return nextOffset;
  }

  /**
   * Sends bytes of the slice, from {@code from} on.
   *
   * @return the number sent, which may be 0 when the channel takes none now
   */
  public long transferTo(int from, WritableByteChannel target) throws IOException {
    return segment.transferTo(position + from, (long) length - from, target);
  }

  /** Reads the slice from {@code from} on into a buffer, as far as that has room. */
  public int read(int from, ByteBuffer dst) throws IOException {
    int limit = dst.limit();
    dst.limit(Math.min(limit, dst.position() + length - from));
    try {
      return segment.read(dst, position + from);
    } finally {
      dst.limit(limit);
    }
  }
}
