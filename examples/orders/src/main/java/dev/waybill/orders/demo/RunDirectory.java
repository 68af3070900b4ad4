package dev.waybill.orders.demo;

import dev.waybill.error.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The files of a run, and who writes them. A temporary directory is deleted on close. When this JVM
 * is stopped in the midst of a run (Ctrl-C), the writer is ended and the same is deleted.
 */
final class RunDirectory implements AutoCloseable {

  private final Path path;
  private final boolean temporary;
  private final Thread atExit = new Thread(this::abandon, "end-of-demo");
  private final Set<Process> writers = ConcurrentHashMap.newKeySet();
  private final List<AutoCloseable> guests = new CopyOnWriteArrayList<>();
  private volatile boolean abandoned;

  private RunDirectory(Path path, boolean temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  static RunDirectory open(Optional<Path> kept) throws IOException {
    if (kept.isEmpty()) {
      return new RunDirectory(Files.createTempDirectory("waybill-demo-"), true).watched();
    }
    Path path = Files.createDirectories(kept.get()).toAbsolutePath();
    try (Stream<Path> entries = Files.list(path)) {
      if (entries.findAny().isPresent()) {
        throw new RejectedException(
            "expected a missing or empty directory, found files in "
                + path
                + "; nothing was run, choose another directory");
      }
    }
    return new RunDirectory(path, false).watched();
  }

  private RunDirectory watched() {
    Runtime.getRuntime().addShutdownHook(atExit);
    return this;
  }

  /** That process writes here: when this JVM is stopped it must end before the files go. */
  void writtenBy(Process process) {
    writers.removeIf(earlier -> !earlier.isAlive());
    writers.add(process);
  }

  /** What lives here must be closed, after the writers have ended, before the files go. */
  void houses(AutoCloseable other) {
    guests.add(other);
  }

  /** Never returns once this JVM is being stopped: what is missing then is missing on purpose. */
  void standStillIfAbandoned() {
    while (abandoned) {
      LockSupport.park(this);
    }
  }

  Path path() {
    return path;
  }

  Path chronicle() {
    return path.resolve("run.log");
  }

  Path childErrors() {
    return path.resolve("pipeline.err");
  }

  Path childTemporaries() {
    return path.resolve("temp");
  }

  static Path data(Path run) {
    return run.resolve("data");
  }

  static Path deliveries(Path run) {
    return run.resolve("deliveries.log");
  }

  @Override
  public void close() throws IOException {
    standStillIfAbandoned();
    Runtime.getRuntime().removeShutdownHook(atExit);
    tidy();
  }

  /** A directory that somebody named keeps what can be read. */
  private void tidy() throws IOException {
    delete(temporary ? path : childTemporaries());
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(directory)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }

  private void abandon() {
    abandoned = true;
    try {
      for (Process writer : writers) {
        writer.destroyForcibly().waitFor();
      }
      for (AutoCloseable guest : guests) {
        guest.close();
      }
      tidy();
    } catch (Exception e) { // whatever it is: this thread is the last that can say so
      System.err.println("waybill demo: " + path + " was not deleted, delete it: " + e);
    }
  }
}
