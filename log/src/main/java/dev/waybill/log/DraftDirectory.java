package dev.waybill.log;

import dev.waybill.log.compaction.DraftFiles;
import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drafts in a partition's directory. Any thread.
 *
 * <p>Invariant: once it is closed no name comes or goes through it, so that whoever deletes the
 * directory finds in it what was listed.
 */
final class DraftDirectory implements DraftFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DraftDirectory.class);

  private final Storage storage;
  private final String path;
  private long number;
  private boolean closed;

  DraftDirectory(Storage storage, String path) {
    this.storage = storage;
    this.path = path;
  }

  @Override
  public synchronized long nextNumber() {
    return ++number;
  }

  @Override
  public synchronized StorageFile create(long baseOffset, long draftNumber) throws IOException {
    if (closed) {
      throw new IOException(storage.description() + "/" + path + " is closed");
    }
    StorageFile file = storage.open(SegmentNames.compacted(path, baseOffset, draftNumber), true);
    // Takes the handle now: later on the name may be gone.
    file.truncate(0);
    return file;
  }

  @Override
  public synchronized void discard(long baseOffset, long draftNumber) {
    String draft = SegmentNames.compacted(path, baseOffset, draftNumber);
    try {
      if (!closed && storage.exists(draft)) {
        storage.delete(draft);
      }
    } catch (IOException e) {
      LOG.warn(
          "Cannot delete {}/{}, which nobody needs ({}). It goes at the next start.",
          storage.description(),
          draft,
          e.toString());
    }
  }

  synchronized void close() {
    closed = true;
  }
}
