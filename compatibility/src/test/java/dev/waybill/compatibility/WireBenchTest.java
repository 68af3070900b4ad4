package dev.waybill.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.Bench;
import dev.waybill.benchmarks.BenchOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code waybill bench wire} at a thousandth of its size: that it measures, not what. */
@Timeout(300)
@Order(1)
class WireBenchTest {
  @TempDir Path directory;

  @Test
  void bothServersAreMeasuredAndNothingIsLeftBehind() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exit =
        Bench.run(
            List.of("wire-fetch", "wire-start-in-process"),
            BenchOptions.defaults().withRounds(1).withScale(0.001).withDirectory(directory),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(exit).isEqualTo(Bench.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("waybill, synced", "kafka, page cache", "server cpu per million", "ratio: ")
        .contains("waybill, warm JVM", "start ");
    assertThat(directory).isEmptyDirectory();
  }
}
