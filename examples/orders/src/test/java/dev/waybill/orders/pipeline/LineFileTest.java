package dev.waybill.orders.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

  @TempDir Path directory;

  @Test
  void appendsToWhatIsThere() throws IOException {
    Path path = directory.resolve("lines.log");
    try (LineFile file = LineFile.open(path)) {
      file.append("a", 1);
    }
    try (LineFile file = LineFile.open(path)) {
      file.append("b", 2L, "c");
      assertThat(path).content().isEqualTo("a\t1\nb\t2\tc\n");
    }
  }

  @Test
  void cutsOffALineThatAKilledProcessDidNotFinish() throws IOException {
    Path path = Files.writeString(directory.resolve("lines.log"), "whole\nhal");

    LineFile.open(path).close();

    assertThat(path).content().isEqualTo("whole\n");
  }

  @Test
  void cutsOffAnUnfinishedFirstLine() throws IOException {
    Path path = Files.writeString(directory.resolve("lines.log"), "hal");

    LineFile.open(path).close();

    assertThat(path).isEmptyFile();
  }
}
