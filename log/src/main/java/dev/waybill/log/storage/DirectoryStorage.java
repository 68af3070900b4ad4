package dev.waybill.log.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Real files under one directory. Opening one changes nothing; use {@link DataDirectory} to own.
 */
public final class DirectoryStorage implements Storage {
  private final Path root;

  private DirectoryStorage(Path root) {
    this.root = root;
  }

  /**
   * A storage over an existing directory.
   *
   * @throws NotDirectoryException when there is no such directory
   */
  public static DirectoryStorage open(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    return new DirectoryStorage(root.toAbsolutePath().normalize());
  }

  @Override
  public StorageFile open(String path, boolean createIfMissing) throws IOException {
    Path file = resolve(path);
    if (!Files.exists(file)) {
      if (!createIfMissing) {
        throw new NoSuchFileException(file.toString());
      }
      createEmpty(file);
    }
    return new DirectoryFile(file);
  }

  private static void createEmpty(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException raced) {
      if (!Files.isRegularFile(file)) {
        throw raced;
      }
    }
  }

  @Override
  public List<String> list(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolve(directory))) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(resolve(path));
  }

  @Override
  public void createDirectories(String directory) throws IOException {
    Files.createDirectories(resolve(directory));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        resolve(from),
        resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String path) throws IOException {
    Files.delete(resolve(path));
  }

  @Override
  public long size(String path) throws IOException {
    return Files.size(resolve(path));
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    // An interrupt would close this channel, and only this one; the flag is put back afterwards.
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(resolve(directory), StandardOpenOption.READ)) {
      channel.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String description() {
    return root.toString();
  }

  @Override
  public void close() {
    // Holds no handle of its own: each file owns its own.
  }

  private Path resolve(String path) {
    Path resolved = root.resolve(path).normalize();
    if (!resolved.startsWith(root)) {
      throw new IllegalArgumentException("path leaves " + root + ": " + path);
    }
    return resolved;
  }
}
