package dev.waybill.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where real processes leave their files: a place that the user named, or one that goes again. */
final class VerifyFiles implements AutoCloseable {
  private final Path directory;
  private boolean kept;

  private VerifyFiles(Path directory, boolean kept) {
    this.directory = directory;
    this.kept = kept;
  }

  /**
   * @param named by the user; null for a temporary one
   */
  static VerifyFiles of(@Nullable Path named) throws IOException {
    return named != null
        ? new VerifyFiles(named, true)
        : new VerifyFiles(Files.createTempDirectory("waybill-verify-"), false);
  }

  Path directory() {
    return directory;
  }

  /** Somebody will want to look at them. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (kept) {
      return;
    }
    List<Path> all;
    try (Stream<Path> inside = Files.walk(directory)) {
      all = inside.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw new IOException("cannot clear " + directory, e);
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
