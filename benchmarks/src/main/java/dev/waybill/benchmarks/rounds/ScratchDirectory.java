package dev.waybill.benchmarks.rounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for as long as it is needed, deleted also when the user interrupts us. */
public final class ScratchDirectory implements AutoCloseable {

  private static final int TRIES = 5;

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

  /** Deletes a tree. */
  static void delete(Path tree) throws IOException {
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

  /** The children end with us and may still write: tries again until the tree is gone. */
  private void deleteAtExit() {
    for (int left = TRIES; ; left--) {
      try {
        delete(path);
        return;
      } catch (IOException | UncheckedIOException e) {
        if (left == 0) {
          throw new IllegalStateException("delete " + path + " by hand: it could not be", e);
        }
      }
    }
  }
}
