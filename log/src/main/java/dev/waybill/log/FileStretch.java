package dev.waybill.log;

import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Some bytes of a file.
 *
 * @param path the file
 * @param from the first byte
 * @param to the byte after the last one
 */
record FileStretch(String path, long from, long to) {

  /**
   * Makes a file that holds these bytes and nothing else, in place of any of that name, this one
   * included: all at once, with its content durable. The name is durable after a directory sync.
   *
   * @param buffer what the bytes pass through
   */
  void copyTo(Storage storage, String target, ByteBuffer buffer) throws IOException {
    String draft = target + SegmentNames.DRAFT;
    try (StorageFile source = storage.open(path, false);
        StorageFile copy = storage.open(draft, true)) {
      copy.truncate(0);
      for (long at = from; at < to; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
        int read = source.read(buffer, at);
        if (read == 0) {
          throw new IOException(
              path + ": expected " + (to - at) + " more bytes to copy, found the end of the file");
        }
        copy.write(buffer.flip(), at - from);
        at += read;
      }
      copy.sync();
    }
    storage.rename(draft, target);
  }
}
