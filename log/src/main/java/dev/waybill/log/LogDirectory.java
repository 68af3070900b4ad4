package dev.waybill.log;

import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names in a partition's directory, and which of them a power loss could still take back. The
 * mutating thread's.
 *
 * <p>Two invariants make a cleanly closed partition cheap to open:
 *
 * <ul>
 *   <li>A checkpoint gets its name only after the directory's own name, and those of the segments
 *       it lists, are durable. Where one covers all there is, only its own name may be volatile.
 *   <li>An older checkpoint may then come back with a power loss, and says nothing untrue as long
 *       as nothing was added. The first sync after an append therefore covers the names, too.
 * </ul>
 */
final class LogDirectory {
  private final Storage storage;
  private final String path;
  private boolean namesUnsynced;
  private boolean parentsUnsynced;
  private boolean inherited;

  LogDirectory(Storage storage, String path) {
    this.storage = storage;
    this.path = path;
  }

  /** The names of what is there, sorted; the directory is created when it is missing. */
  List<String> listOrCreate() throws IOException {
    List<String> names = storage.list(path);
    inherited = !names.isEmpty();
    if (names.isEmpty()) {
      storage.createDirectories(path);
      parentsUnsynced = true;
    }
    return names;
  }

  /** A file has been added, or is about to be. */
  void nameAdded() {
    namesUnsynced = true;
  }

  /** Bytes are about to be added, which no older checkpoint may hide. */
  void bytesAdded() {
    namesUnsynced |= inherited;
  }

  boolean isUnsynced() {
    return namesUnsynced;
  }

  /** Makes the names durable that were added, and the directory's own if it is new. */
  void sync() throws IOException {
    if (namesUnsynced) {
      storage.syncDirectory(path);
      namesUnsynced = false;
      inherited = false;
    }
    if (parentsUnsynced) {
      syncParents();
    }
  }

  /**
   * Makes every name durable that an earlier process may have left in memory only. Needed before
   * anything is changed for their sake, and before they are relied on without a checkpoint.
   */
  void syncInherited() throws IOException {
    if (inherited) {
      storage.syncDirectory(path);
      syncParents();
      inherited = false;
    }
  }

  private void syncParents() throws IOException {
    for (String parent = path; !parent.isEmpty(); ) {
      parent = parent.substring(0, Math.max(parent.lastIndexOf('/'), 0));
      storage.syncDirectory(parent);
    }
    parentsUnsynced = false;
  }

  /** Replaces the checkpoint, durably; what it lists is durable already. */
  void save(Checkpoint checkpoint) throws IOException {
    if (parentsUnsynced) {
      syncParents();
    }
    CheckpointFile.save(storage, path, checkpoint);
    namesUnsynced = false;
    inherited = false;
  }

  @Nullable Checkpoint load() throws IOException {
    return CheckpointFile.load(storage, path).checkpoint();
  }
}
