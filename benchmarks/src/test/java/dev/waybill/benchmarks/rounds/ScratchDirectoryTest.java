package dev.waybill.benchmarks.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {

  @Test
  void leavesNothingBehind(@TempDir Path parent) throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.below(parent)) {
      Path deep = Files.createDirectories(scratch.path().resolve("a/b"));
      Files.writeString(deep.resolve("file"), "data");
      assertThat(parent).isNotEmptyDirectory();
    }

    assertThat(parent).isEmptyDirectory();
  }
}
