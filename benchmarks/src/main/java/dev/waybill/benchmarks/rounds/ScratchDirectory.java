package dev.waybill.benchmarks.rounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A directory for as long as it is needed, deleted also when the user interrupts us. */
public final class ScratchDirectory implements AutoCloseable {

  /** For as long as a database server may take to end. */
  private static final int TRIES = 100;

  private static final long PAUSE_MILLIS = 100;

  private final Path path;
  private final Thread atExit = new Thread(this::deleteAtExit, "bench-scratch-delete");

  private ScratchDirectory(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A new directory below an existing one. */
  public static ScratchDirectory below(Path parent) throws IOException {
    return new ScratchDirectory(
        Files.createTempDirectory(parent.toAbsolutePath().normalize(), ".waybill-bench-"));
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(atExit);
    delete(path);
  }

  /** Deletes a tree. Processes that are ending may still write there: tries until it is gone. */
  static void delete(Path tree) throws IOException {
    for (int left = TRIES; ; left--) {
      try {
        deleteOnce(tree);
        return;
      } catch (IOException | UncheckedIOException e) {
        if (left == 0) {
          throw new IOException("delete " + tree + " by hand: it could not be", e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      }
    }
  }

  private static void deleteOnce(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> leavesFirst;
    try (Stream<Path> walk = Files.walk(tree)) {
      leavesFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : leavesFirst) {
      Files.deleteIfExists(one);
    }
  }

  private void deleteAtExit() {
    try {
      delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
