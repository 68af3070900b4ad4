package dev.waybill.log.journal;

import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the entries of a {@link RecordFile} from the front and finds what lies behind a gap. */
final class EntryScanner {
  private static final int WINDOW_BYTES = 1024 * 1024;

  private final StorageFile file;
  private final long size;
  private final long generation;
  private ByteBuffer window;
  private long windowStart;
  private long position;
  private long mark;

  EntryScanner(StorageFile file, long size, long generation, long sealedLength) {
    this.file = file;
    this.size = size;
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, size)).limit(0);
    this.generation = generation;
    this.position = EntryFormat.HEADER_BYTES;
    this.mark = sealedLength;
  }

  /** Shows every sound entry up to the first that is not. */
  void scan(EntryVisitor visitor) throws IOException {
    while (entryAt(position)) {
      int index = (int) (position - windowStart);
      int length = EntryFormat.payloadLength(window, index);
      mark = Math.max(mark, EntryFormat.syncedUpTo(window, index));
      if (length > 0) {
        visitor.entry(window.slice(index + EntryFormat.ENTRY_BYTES, length));
      }
      position += EntryFormat.ENTRY_BYTES + length;
    }
    // An entry behind a gap was written after everything it calls synced: a gap there is damage.
    for (long at = position + 1; at + EntryFormat.ENTRY_BYTES <= size; at++) {
      if (fill(at, EntryFormat.ENTRY_BYTES)
          && EntryFormat.mayBeEntry(window, (int) (at - windowStart), at)
          && entryAt(at)) {
        mark = Math.max(mark, EntryFormat.syncedUpTo(window, (int) (at - windowStart)));
      }
    }
  }

  private boolean entryAt(long at) throws IOException {
    if (!fill(at, EntryFormat.ENTRY_BYTES)) {
      return false;
    }
    long length = EntryFormat.payloadLength(window, (int) (at - windowStart));
    long whole = EntryFormat.ENTRY_BYTES + length;
    return length >= 0
        && whole <= Integer.MAX_VALUE
        && fill(at, (int) whole)
        && EntryFormat.isEntry(window, (int) (at - windowStart), generation, at);
  }

  /** Whether the file has these bytes, which then are in the window. */
  private boolean fill(long at, int bytes) throws IOException {
    if (at + bytes > size) {
      return false;
    }
    if (at < windowStart || at + bytes > windowStart + window.limit()) {
      if (bytes > window.capacity()) {
        window = ByteBuffer.allocate(bytes);
      }
      window.clear().limit((int) Math.min(window.capacity(), size - at));
      file.read(window, at);
      window.flip();
      windowStart = at;
    }
    return window.limit() - (at - windowStart) >= bytes;
  }

  /** Where the sound entries end. */
  long end() {
    return position;
  }

  /** Up to where the file is known to have been durable. */
  long durableMark() {
    return mark;
  }
}
