package dev.waybill.log;

import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The place of a partition's {@link Checkpoint}: replaced as a whole, durably, or not at all. */
final class CheckpointFile {
  static final String NAME = "checkpoint";

  /**
   * What was found.
   *
   * @param checkpoint null when there is none, or none that can be believed
   * @param damaged whether there is a file, but not one that was ever written completely
   */
  record Loaded(@Nullable Checkpoint checkpoint, boolean damaged) {
    /** There is no file. */
    static final Loaded NONE = new Loaded(null, false);
  }

  private CheckpointFile() {}

  static void save(Storage storage, String directory, Checkpoint checkpoint) throws IOException {
    String path = directory + "/" + NAME;
    String draft = path + SegmentNames.DRAFT;
    try (StorageFile file = storage.open(draft, true)) {
      file.truncate(0);
      file.write(checkpoint.encode(), 0);
      file.sync();
    }
    storage.rename(draft, path);
    storage.syncDirectory(directory);
  }

  static Loaded load(Storage storage, String directory) throws IOException {
    String path = directory + "/" + NAME;
    if (!storage.exists(path)) {
      return Loaded.NONE;
    }
    try (StorageFile file = storage.open(path, false)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.read(bytes, 0);
      Checkpoint checkpoint = Checkpoint.decode(bytes.flip());
      return new Loaded(checkpoint, checkpoint == null);
    }
  }
}
