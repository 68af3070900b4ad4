package dev.waybill.embedded.consume;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The buffer that a consumer's next read goes into. One for all its partitions, because a partition
 * that has been decoded to its end needs none: thousands of idle ones hold no memory. The polling
 * thread's.
 *
 * <p>Invariant: nobody looks at the bytes of a buffer that lies here; messages are copies.
 */
final class SpareBuffer {
  private final int maxBytes;
  private @Nullable ByteBuffer spare;

  /**
   * @param maxBytes larger ones, of a single large message, are not kept
   */
  SpareBuffer(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The buffer, which is the caller's until it gives one back; null when there is none. */
  @Nullable ByteBuffer take() {
    ByteBuffer taken = spare;
    spare = null;
    return taken;
  }

  /** Takes a buffer back; of two the larger is kept. */
  void give(ByteBuffer buffer) {
    int bytes = buffer.capacity();
    if (bytes <= maxBytes && (spare == null || spare.capacity() < bytes)) {
      spare = buffer;
    }
  }
}
