package dev.waybill.log.storage;

import dev.waybill.log.storage.DataDirectoryException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;

/**
 * The file that tells a data directory from any other, and from other data directories.
 *
 * <pre>
 *   directory.id=2f1c…      made up when the directory was first opened
 *   format.version=1
 * </pre>
 *
 * Written beside and renamed: it is whole or it is not there.
 */
final class DirectoryMarker {
  static final String NAME = "waybill.properties";
  static final String DRAFT = NAME + ".new";

  private static final String FORMAT_KEY = "format.version";
  private static final String ID_KEY = "directory.id";
  private static final int FORMAT_VERSION = 1;

  private DirectoryMarker() {}

  /**
   * Which directory it is; one that does not say so yet is given an id. Durable on return.
   *
   * @throws DataDirectoryException when another format, or no id, is written there
   */
  static UUID readOrWrite(Path directory) throws IOException {
    Path marker = directory.resolve(NAME);
    Properties content =
        Files.exists(marker) ? PropertyLines.read(Files.readString(marker)) : fresh();
    requireFormat(marker, content);
    String id = content.getProperty(ID_KEY);
    if (id != null) {
      return parsed(marker, id);
    }
    UUID made = UUID.randomUUID();
    content.setProperty(ID_KEY, made.toString());
    write(directory, content);
    return made;
  }

  private static Properties fresh() {
    Properties content = new Properties();
    content.setProperty(FORMAT_KEY, Integer.toString(FORMAT_VERSION));
    return content;
  }

  private static void requireFormat(Path marker, Properties content) throws IOException {
    String found = content.getProperty(FORMAT_KEY, "none");
    if (!found.equals(Integer.toString(FORMAT_VERSION))) {
      throw new DataDirectoryException(
          Reason.UNSUPPORTED_FORMAT,
          marker
              + ": expected "
              + FORMAT_KEY
              + "="
              + FORMAT_VERSION
              + ", found "
              + found
              + ". Nothing was touched. Open it with the Waybill version that wrote it.");
    }
  }

  private static UUID parsed(Path marker, String id) throws IOException {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new DataDirectoryException(
          Reason.UNSUPPORTED_FORMAT,
          marker
              + ": expected "
              + ID_KEY
              + " to be a UUID, found "
              + id
              + ". Nothing was touched. Write back the id it had, or remove the line to have"
              + " another one made up: Kafka's clients then see another cluster.",
          e);
    }
  }

  private static void write(Path directory, Properties content) throws IOException {
    DirectoryStorage storage = DirectoryStorage.open(directory);
    try (StorageFile draft = storage.open(DRAFT, true)) {
      draft.truncate(0);
      byte[] bytes = PropertyLines.write(content).getBytes(StandardCharsets.UTF_8);
      draft.write(ByteBuffer.wrap(bytes), 0);
      draft.sync();
    }
    storage.rename(DRAFT, NAME);
    storage.syncDirectory("");
    Path parent = directory.getParent();
    if (parent != null) {
      DirectoryStorage.open(parent).syncDirectory("");
    }
  }
}
