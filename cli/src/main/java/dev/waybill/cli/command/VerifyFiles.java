package dev.waybill.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where real processes leave their files: a place that the user named, or one that is made when it
 * is first asked for and goes again.
 */
final class VerifyFiles implements AutoCloseable {
  private @Nullable Path directory;
  private final boolean named;
  private boolean kept;

  private VerifyFiles(@Nullable Path directory) {
    this.directory = directory;
    this.named = directory != null;
  }

  /**
   * @param named by the user; null for a temporary one
   */
  static VerifyFiles of(@Nullable Path named) {
    return new VerifyFiles(named);
  }

  Path directory() throws IOException {
    Path place = directory;
    if (place == null) {
      place = Files.createTempDirectory("waybill-verify-");
      directory = place;
    }
    return place;
  }

  /** Somebody will want to look at them. */
  void keep() {
    kept = true;
  }

  /** Where they are, if there are any and they stay. */
  Optional<Path> kept() {
    return named || kept ? Optional.ofNullable(directory).filter(Files::exists) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    Path place = directory;
    if (named || kept || place == null) {
      return;
    }
    List<Path> all;
    try (Stream<Path> inside = Files.walk(place)) {
      all = inside.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw new IOException("cannot clear " + place, e);
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
