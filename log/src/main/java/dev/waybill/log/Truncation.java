package dev.waybill.log;

import dev.waybill.log.segment.BatchScanner;
import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What makes a truncation safe against a failure in its midst: the checkpoint names the new end
 * before anything is cut and until all of it is durable.
 *
 * <pre>
 *   checkpoint "truncated to E" ─► cut and delete ─► sync ─► checkpoint without it
 *                                        │ fails
 *                                        ▼
 *                             next open: finish, by copying
 * </pre>
 *
 * <p>A failed sync may leave a file that looks cut and is not: the page cache has the new size, the
 * disk the old bytes. Only a new file is free of them, so the unfinished cut is never repeated in
 * place.
 */
final class Truncation {
  private static final int COPY_BYTES = 1024 * 1024;

  private final Storage storage;
  private final String directory;
  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);

  private Truncation(Storage storage, String directory, long end) {
    this.storage = storage;
    this.directory = directory;
    this.end = end;
  }

  /**
   * Ends a truncation that an earlier run left unfinished and makes that durable. Where the
   * messages to be kept are damaged themselves, it changes nothing: their damage is found next.
   *
   * @return the checkpoint to go on with
   */
  static Checkpoint finish(Storage storage, String directory, Checkpoint checkpoint)
      throws IOException {
    if (!checkpoint.isTruncating()) {
      return checkpoint;
    }
    Truncation truncation = new Truncation(storage, directory, checkpoint.truncatedTo);
    if (!truncation.apply()) {
      return checkpoint;
    }
    Checkpoint finished = checkpoint.withoutTruncation();
    CheckpointFile.save(storage, directory, finished);
    return finished;
  }

  private boolean apply() throws IOException {
    List<Long> bases = SegmentNames.baseOffsets(storage.list(directory));
    long last = -1;
    for (long base : bases) {
      last = base <= end ? base : last;
    }
    if (last >= 0 && !cut(last)) {
      return false;
    }
    for (long base : bases) {
      if (base > end) {
        storage.delete(path(base));
      }
    }
    storage.syncDirectory(directory);
    return true;
  }

  /** Replaces a segment by a copy of what lies before the end; false when it does not reach it. */
  private boolean cut(long base) throws IOException {
    long position = positionOfEnd(base);
    if (position < 0) {
      return false;
    }
    new FileStretch(path(base), 0, position).copyTo(storage, path(base), buffer);
    return true;
  }

  private long positionOfEnd(long base) throws IOException {
    try (StorageFile file = storage.open(path(base), false)) {
      BatchScanner scanner =
          new BatchScanner(file, 0, file.size(), base, BatchScanner.Depth.HEADERS, buffer);
      boolean more = true;
      while (more && scanner.expectedOffset() < end) {
        more = scanner.next() != null;
      }
      return scanner.expectedOffset() == end ? scanner.position() : -1;
    }
  }

  private String path(long base) {
    return SegmentNames.path(directory, base, SegmentNames.LOG);
  }
}
