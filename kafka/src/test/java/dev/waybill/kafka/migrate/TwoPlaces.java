package dev.waybill.kafka.migrate;

import dev.waybill.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Where messages are moved from and to; which two is the parameter of the test's class. */
abstract class TwoPlaces {
  @TempDir Path directory;

  @Parameter(0)
  String from = "";

  @Parameter(1)
  String to = "";

  private Place sourcePlace;
  private Place targetPlace;
  Engine source;
  Engine target;

  @BeforeEach
  void open() throws IOException {
    sourcePlace = Place.open(from, directory.resolve("source"));
    targetPlace = Place.open(to, directory.resolve("target"));
    source = sourcePlace.engine();
    target = targetPlace.engine();
  }

  @AfterEach
  void close() {
    sourcePlace.close();
    targetPlace.close();
  }
}
