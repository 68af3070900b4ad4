package dev.waybill.log.segment;

import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file of entries of one size. Changes come from under {@link SegmentIndex}'s lock; readers see
 * the entries that have reached the file, and may see fewer while it is being rebuilt. Neither a
 * handle nor a buffer is held before the first use.
 */
final class EntryFile {
  /** Entries are written in groups: a scan past the last one is cheaper than a write each. */
  static final int GROUP = 32;

  private final Storage storage;
  private final String path;
  private final int entryBytes;
  private volatile @Nullable StorageFile file;
  private volatile int written;
  private @Nullable ByteBuffer pending;

  EntryFile(Storage storage, String path, int entryBytes) {
    this.storage = storage;
    this.path = path;
    this.entryBytes = entryBytes;
  }

  /** Takes over what an earlier run left; half an entry at the end does not count. */
  void load() throws IOException {
    if (file == null && storage.exists(path)) {
      StorageFile existing = storage.open(path, false);
      written = Math.toIntExact(existing.size() / entryBytes);
      file = existing;
    }
  }

  /** Entries that readers can see. */
  int count() {
    return written;
  }

  /** Whether the entry is there; puts it at the start of {@code entry}. */
  boolean read(int number, ByteBuffer entry) throws IOException {
    StorageFile from = file;
    return from != null
        && from.read(entry.clear().limit(entryBytes), (long) number * entryBytes) == entryBytes;
  }

  /** A buffer with room for one more entry, to be filled by the caller. */
  ByteBuffer next() throws IOException {
    ByteBuffer group = pending;
    if (group == null) {
      group = ByteBuffer.allocate(GROUP * entryBytes);
      pending = group;
    } else if (!group.hasRemaining()) {
      flush();
    }
    return group;
  }

  void flush() throws IOException {
    ByteBuffer group = pending;
    if (group == null || group.position() == 0) {
      return;
    }
    StorageFile to = file;
    if (to == null) {
      to = storage.open(path, true);
      file = to;
    }
    int entries = group.position() / entryBytes;
    group.flip();
    try {
      to.write(group, (long) written * entryBytes);
    } finally {
      group.clear();
    }
    int before = written;
    written = before + entries;
  }

  /** Keeps the first {@code count} entries of the file; pending ones are dropped. */
  void truncate(int count) throws IOException {
    ByteBuffer group = pending;
    if (group != null) {
      group.clear();
    }
    StorageFile of = file;
    if (of != null) {
      written = Math.min(written, count);
      of.truncate((long) written * entryBytes);
    }
  }

  void close() throws IOException {
    pending = null;
    StorageFile open = file;
    if (open != null) {
      open.close();
    }
  }

  void delete() throws IOException {
    close();
    if (storage.exists(path)) {
      storage.delete(path);
    }
  }
}
