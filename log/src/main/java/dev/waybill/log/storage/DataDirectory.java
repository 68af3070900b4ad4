package dev.waybill.log.storage;

import dev.waybill.log.storage.DataDirectoryException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A directory that this process owns until {@link #close()}.
 *
 * <pre>
 *   waybill.properties   marks the directory as ours, and says which it is
 *   lock                 pid, start, host, command of the holder; locked by the operating system
 *   …                    everything else belongs to {@link #storage()}
 * </pre>
 *
 * The lock dies with its process, also by kill -9; the file stays and is reused.
 */
public final class DataDirectory implements Closeable {
  /** The marker that tells a data directory from any other directory. */
  public static final String MARKER = DirectoryMarker.NAME;

  private static final String LOCK = "lock";

  /** What an interrupted first open, or the file system itself, may leave in an empty directory. */
  private static final Set<String> NOT_YET_DATA = Set.of(LOCK, DirectoryMarker.DRAFT, "lost+found");

  // POSIX drops a process's lock when ANY of its handles on the file closes, so a second open in
  // this JVM must be refused before it touches the lock file.
  private static final Set<Path> OPEN_HERE = new HashSet<>();

  private final Path path;
  private final FileChannel lockChannel;
  private final DirectoryStorage storage;
  private final UUID id;
  private boolean closed;

  private DataDirectory(Path path, FileChannel lockChannel, DirectoryStorage storage, UUID id) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.storage = storage;
    this.id = id;
  }

  /**
   * Opens a data directory for this process alone; creates it when the path is missing or empty.
   *
   * @throws DataDirectoryException when it is in use (naming the holder), is no data directory
   *     (nothing is touched), has an unknown format, or cannot be created
   */
  public static DataDirectory open(Path directory) throws IOException {
    Path path = createOrResolve(directory);
    requireOursOrEmpty(path);
    synchronized (OPEN_HERE) {
      if (!OPEN_HERE.add(path)) {
        throw inUse(path, "this very process (pid " + ProcessHandle.current().pid() + ")");
      }
    }
    @Nullable FileChannel channel = null;
    try {
      channel = lock(path);
      UUID id = DirectoryMarker.readOrWrite(path);
      return new DataDirectory(path, channel, DirectoryStorage.open(path), id);
    } catch (IOException | RuntimeException e) {
      release(channel, path);
      throw e;
    }
  }

  private static Path createOrResolve(Path directory) throws DataDirectoryException {
    try {
      Files.createDirectories(directory);
      return directory.toRealPath();
    } catch (IOException e) {
      throw new DataDirectoryException(
          Reason.INACCESSIBLE,
          "cannot create the data directory "
              + directory
              + " ("
              + e
              + "). Choose a path that is a directory, or that this user may create.",
          e);
    }
  }

  private static void requireOursOrEmpty(Path path) throws IOException {
    if (Files.exists(path.resolve(MARKER))) {
      return;
    }
    List<String> names = DirectoryStorage.open(path).list("");
    if (!NOT_YET_DATA.containsAll(names)) {
      throw new DataDirectoryException(
          Reason.NOT_A_DATA_DIRECTORY,
          path
              + " is no Waybill data directory: expected "
              + MARKER
              + " in it, found "
              + names.size()
              + " other entries (such as "
              + names.get(0)
              + "). Nothing was touched. Choose an empty or a new directory.");
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      try (channel) {
        throw inUse(path, holder(channel));
      }
    }
    Properties holder = new Properties();
    ProcessHandle self = ProcessHandle.current();
    holder.setProperty("pid", Long.toString(self.pid()));
    holder.setProperty("started", self.info().startInstant().map(Instant::toString).orElse("?"));
    holder.setProperty("host", hostName());
    holder.setProperty("command", self.info().commandLine().orElse("?"));
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(PropertyLines.write(holder).getBytes(StandardCharsets.UTF_8)), 0);
    return channel;
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    channel.read(bytes, 0);
    Properties holder =
        PropertyLines.read(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
    return "process "
        + holder.getProperty("pid", "?")
        + " on "
        + holder.getProperty("host", "?")
        + ", started "
        + holder.getProperty("started", "?")
        + ", command: "
        + holder.getProperty("command", "?");
  }

  private static DataDirectoryException inUse(Path path, String holder) {
    return new DataDirectoryException(
        Reason.IN_USE,
        "the data directory "
            + path
            + " is in use by "
            + holder
            + ". Nothing was touched. Stop that process or close its Waybill, or choose another"
            + " directory.");
  }

  private static String hostName() {
    String name = System.getenv("HOSTNAME");
    return name == null || name.isBlank() ? "this host" : name;
  }

  private static void release(@Nullable FileChannel channel, Path path) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      synchronized (OPEN_HERE) {
        OPEN_HERE.remove(path);
      }
    }
  }

  /** The directory, absolute. */
  public Path path() {
    return path;
  }

  /** Which directory this is, wherever it is moved; made up when it was first opened. */
  public UUID id() {
    return id;
  }

  /** The files below the directory. */
  public DirectoryStorage storage() {
    return storage;
  }

  /** Gives the directory free for others. Close everything opened in {@link #storage()} first. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    release(lockChannel, path);
  }
}
