package dev.waybill.server.protocol;

import dev.waybill.log.record.InvalidBatchException;
import java.nio.ByteBuffer;

/**
 * Looks at the lengths in snappy's bytes before its decoder allocates what they claim: up to 2 GB
 * for a batch of twenty bytes.
 *
 * <pre>
 *   framed: | magic 8 | version i32 | compatible i32 | { length i32 | block } … |   as Java clients write it
 *   block:  | inflated length varint | packed bytes … |                             alone, as librdkafka does
 * </pre>
 *
 * <p>The block format is described in snappy's format_description.txt, the framing is that of
 * snappy-java's streams.
 */
final class SnappyClaims {
  private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
  private static final int MAGIC_START = 0x82534e41;
  private static final int FRAME_HEADER_BYTES = 16;
  private static final int LENGTH_BYTES = 4;

  /** A copy of at most 64 bytes takes three; what claims more than that does not end well. */
  private static final int MAX_RATIO = 22;

  private SnappyClaims() {}

  /**
   * Checks what is claimed against the bytes that are there; the buffer stays as it is.
   *
   * @throws InvalidBatchException when a length cannot be true
   */
  static void check(ByteBuffer packed) {
    ByteBuffer bytes = packed.duplicate();
    if (!startsWithMagic(bytes)) {
      block(bytes, bytes.remaining());
      return;
    }
    boolean afterHeader = false;
    while (bytes.remaining() >= LENGTH_BYTES) {
      int length = bytes.getInt();
      boolean header = length == MAGIC_START;
      if (header) {
        // The decoder goes one call deeper for each: many in a row are the end of its stack.
        if (afterHeader || bytes.remaining() < FRAME_HEADER_BYTES - LENGTH_BYTES) {
          throw new InvalidBatchException("expected a block of snappy, found another header");
        }
        bytes.position(bytes.position() + FRAME_HEADER_BYTES - LENGTH_BYTES);
      } else {
        if (length < 0 || length > bytes.remaining()) {
          throw new InvalidBatchException(
              "expected a block of snappy in the remaining "
                  + bytes.remaining()
                  + " bytes, found a length of "
                  + length);
        }
        block(bytes, length);
      }
      afterHeader = header;
    }
  }

  private static boolean startsWithMagic(ByteBuffer bytes) {
    return bytes.remaining() >= FRAME_HEADER_BYTES
        && bytes.slice(bytes.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  private static void block(ByteBuffer bytes, int length) {
    int end = bytes.position() + length;
    long inflated = 0;
    for (int shift = 0; shift < 35 && bytes.position() < end; shift += 7) {
      byte next = bytes.get();
      inflated |= (next & 0x7fL) << shift;
      if (next >= 0) {
        break;
      }
    }
    if (inflated > (long) MAX_RATIO * length) {
      throw new InvalidBatchException(
          "expected a block of "
              + length
              + " bytes to inflate to at most "
              + (long) MAX_RATIO * length
              + ", found a length of "
              + inflated);
    }
    bytes.position(end);
  }
}
