package dev.waybill.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What class files do not show. */
class SourcesTest {

  /** Past this many lines a file gets its second look and is split. */
  private static final int LONGEST_FILE = 500;

  static final Path ROOT = root();

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
    List<Path> silent = new ArrayList<>();
    for (Path directory : packages()) {
      Path info = directory.resolve("package-info.java");
      if (!Files.exists(info)
          || !Files.readString(info).contains("@NullMarked")
          || !Files.readString(info).contains("/**")) {
        silent.add(ROOT.relativize(directory));
      }
    }

    assertThat(silent).isEmpty();
  }

  @Test
  void noSourceFileIsACoordinatorOfEverything() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources()) {
      try (Stream<String> lines = Files.lines(source)) {
        long count = lines.count();
        if (count > LONGEST_FILE) {
          tooLong.add(ROOT.relativize(source) + ": " + count + " lines");
        }
      }
    }

    assertThat(tooLong).isEmpty();
  }

  @Test
  void noSourceFilePutsThingsOff() throws IOException {
    List<Path> postponed = new ArrayList<>();
    for (Path source : sources()) {
      String text = Files.readString(source);
      if (text.contains("TODO") || text.contains("FIXME") || text.contains("XXX")) {
        postponed.add(ROOT.relativize(source));
      }
    }

    assertThat(postponed).isEmpty();
  }

  private static List<Path> packages() throws IOException {
    return sources().stream().map(Path::getParent).distinct().toList();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/main/java/"))
              .toList();
      assertThat(sources).as("sources below " + ROOT).hasSizeGreaterThan(50);
      return sources;
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("waybill"))) {
      here = here.getParent();
    }
    return here;
  }
}
