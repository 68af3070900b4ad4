package dev.waybill.log.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A tree of files. Paths are relative and separated by slashes; the empty path is the root.
 *
 * <p>What is durable: the <em>contents</em> of a file after {@link StorageFile#sync()}; the
 * <em>name</em> of a file (created, renamed or deleted) after {@link #syncDirectory} of the
 * directory that holds it. Neither implies the other. All methods may be called from any thread.
 */
public interface Storage extends Closeable {

  /**
   * Opens a file for reading and writing. Cheap: operating-system handles are taken on first use.
   *
   * @param createIfMissing whether a missing file is created, empty; its name is durable only after
   *     {@link #syncDirectory}
   * @throws java.nio.file.NoSuchFileException when the file is missing and may not be created
   */
  StorageFile open(String path, boolean createIfMissing) throws IOException;

  /** The names (not paths) of the entries of a directory, sorted; empty when it does not exist. */
  List<String> list(String directory) throws IOException;

  /** Whether a file or directory of that path exists. */
  boolean exists(String path) throws IOException;

  /** Creates a directory and its missing parents; each is durable once its parent is synced. */
  void createDirectories(String directory) throws IOException;

  /** Gives a file a new name atomically, replacing what had it; durable after a directory sync. */
  void rename(String from, String to) throws IOException;

  /**
   * Removes a file or an empty directory; durable after a directory sync.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  void delete(String path) throws IOException;

  /**
   * The size of a file in bytes.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  long size(String path) throws IOException;

  /** Makes the names created, renamed and deleted in a directory durable. */
  void syncDirectory(String directory) throws IOException;

  /** What an operator needs to find the place, for messages: usually the absolute path. */
  String description();
}
