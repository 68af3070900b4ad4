package dev.waybill.orders.demo;

import dev.waybill.error.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a run; a temporary directory is deleted on close, and when the JVM is stopped. */
final class RunDirectory implements AutoCloseable {

  private final Path path;
  private final Optional<Thread> atExit;
  private volatile Optional<Process> writer = Optional.empty();

  private RunDirectory(Path path, boolean temporary) {
    this.path = path;
    this.atExit = temporary ? Optional.of(new Thread(this::abandon)) : Optional.empty();
    atExit.ifPresent(Runtime.getRuntime()::addShutdownHook);
  }

  static RunDirectory open(Optional<Path> kept) throws IOException {
    if (kept.isEmpty()) {
      return new RunDirectory(Files.createTempDirectory("waybill-demo-"), true);
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
    return new RunDirectory(path, false);
  }

  /** That process writes here: when this JVM is stopped it must end before the files go. */
  void writtenBy(Process process) {
    writer = Optional.of(process);
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

  static Path data(Path run) {
    return run.resolve("data");
  }

  static Path deliveries(Path run) {
    return run.resolve("deliveries.log");
  }

  @Override
  public void close() throws IOException {
    if (atExit.isPresent()) {
      Runtime.getRuntime().removeShutdownHook(atExit.get());
      delete(path);
    }
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
    try {
      if (writer.isPresent()) {
        writer.get().destroyForcibly().waitFor();
      }
      delete(path);
    } catch (IOException | InterruptedException e) {
      System.err.println("waybill demo: " + path + " was not deleted, delete it: " + e);
    }
  }
}
