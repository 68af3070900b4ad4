package dev.waybill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.suite.Benchmark;
import dev.waybill.benchmarks.suite.Suite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Order(1)
class BenchTest {

  private static final double TINY = 0.002;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path directory;

  static List<String> names() {
    return Suite.chosen(List.of()).stream().map(Benchmark::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void measuresAndLeavesNothingBehind(String name) {
    int exit = run(List.of(name), options().withJson(true));

    assertThat(text(err)).isEmpty();
    assertThat(exit).isEqualTo(Bench.OK);
    assertThat(directory).isEmptyDirectory();
    JsonNode root = JsonMapper.builder().build().readTree(text(out));
    JsonNode benchmark = root.at("/benchmarks/0");
    assertThat(benchmark.at("/name").asString()).isEqualTo(name);
    assertThat(benchmark.at("/contenders").size()).isPositive();
    for (JsonNode contender : benchmark.at("/contenders")) {
      // The process's clock of processor time ticks every 10 ms, and so tiny a phase may be over
      // between two ticks; MeterTest holds that it is read.
      assertThat(contender.at("/cpuSeconds").asDouble()).isNotNegative();
      assertThat(contender.at("/peakHeapBytes").asLong()).isPositive();
      assertThat(contender.at("/liveHeapBytes").asLong()).isPositive();
      if (contender.has("messagesPerSecond")) {
        assertThat(contender.at("/messagesPerSecond").asDouble()).isPositive();
        assertThat(contender.at("/cpuSecondsPerMillion").asDouble()).isNotNegative();
        assertThat(contender.at("/megabytesPerSecond").asDouble()).isPositive();
      }
    }
  }

  @Test
  void printsATable() {
    int exit = run(List.of("disk-limit"), options());

    assertThat(exit).isEqualTo(Bench.OK);
    assertThat(text(out))
        .contains("cores", "disk-limit: ", "disk, 1 MB rounds", "disk, 64 KB rounds", "ratio: ");
  }

  @Test
  void showsOnATerminalWhatIsBeingMeasured() {
    run(List.of("disk-limit"), options().withProgress(true));

    assertThat(text(err)).contains("disk-limit: disk, 64 KB rounds, round 1 of 1");
  }

  @Test
  void refusesAnUnknownNameAndListsTheKnownOnes() {
    int exit = run(List.of("disk-limit", "speed"), options());

    assertThat(exit).isEqualTo(Bench.USAGE);
    assertThat(text(err)).contains("unknown benchmark 'speed'", "publish-synced", "recovery");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void saysThatItCannotWrite() {
    int exit = run(List.of("disk-limit"), options().withDirectory(directory.resolve("missing")));

    assertThat(exit).isEqualTo(Bench.FAILED);
    assertThat(text(err)).contains("scratch data was not measured", "missing");
  }

  private BenchOptions options() {
    return BenchOptions.defaults().withRounds(1).withScale(TINY).withDirectory(directory);
  }

  private int run(List<String> names, BenchOptions options) {
    return Bench.run(
        names,
        options,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
