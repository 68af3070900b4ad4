package dev.waybill.embedded;

import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A data directory of its own. */
public class EmbeddedUnderTest implements EngineUnderTest {
  private final Path directory;

  public EmbeddedUnderTest() throws IOException {
    this.directory = Files.createTempDirectory("waybill-contract");
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public Engine open() {
    return new EmbeddedProvider().open(directory.resolve("data").toString(), Map.of());
  }

  @Override
  public boolean severalAtOnce() {
    return false;
  }

  @Override
  public Duration shortSession() {
    return Duration.ofMillis(300);
  }

  @Override
  public Duration shortTransaction() {
    return Duration.ofMillis(300);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
