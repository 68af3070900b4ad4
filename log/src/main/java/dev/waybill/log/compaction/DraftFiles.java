package dev.waybill.log.compaction;

import dev.waybill.log.storage.StorageFile;
import java.io.IOException;

/** Where drafts are written. */
public interface DraftFiles {
  /** A number that no draft of this partition had since it was opened. */
  long nextNumber();

  /**
   * An empty file.
   *
   * @throws IOException also when the partition is closed or deleted
   */
  StorageFile create(long baseOffset, long number) throws IOException;

  /** Removes a file that nobody is going to need; what cannot be removed goes at the next open. */
  void discard(long baseOffset, long number);
}
