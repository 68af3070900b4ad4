package dev.waybill.benchmarks.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.benchmarks.measure.SampleLine;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int HEAP_MEGABYTES = 64;

  @TempDir Path directory;

  @Test
  void bringsTheSampleOfALoadHome() throws Exception {
    try (ChildJvm child = ChildJvm.start(task("disk-limit", "disk, 1 MB rounds"), HEAP_MEGABYTES)) {
      Sample sample = SampleLine.read(child.await("@sample", PATIENCE)).orElseThrow();
      child.awaitEnd();

      assertThat(sample.messages()).isPositive();
      assertThat(sample.cpuSeconds()).isNotNegative();
      assertThat(sample.peakHeapBytes()).isBetween(1L, 64L << 20);
    }
  }

  @Test
  void tellsWhatAFailedProcessPrinted() throws Exception {
    try (ChildJvm child = ChildJvm.start(task("disk-limit", "no such"), HEAP_MEGABYTES)) {
      assertThatThrownBy(() -> child.await("@sample", PATIENCE))
          .isInstanceOf(ChildFailedException.class)
          .hasMessageContaining("disk-limit, no such")
          .hasMessageContaining("exit code 1")
          .hasMessageContaining("unknown contender no such of disk-limit");
    }
  }

  @Test
  void refusesToKillWhatHasEnded() throws Exception {
    try (ChildJvm child = ChildJvm.start(task("disk-limit", "disk, 1 MB rounds"), HEAP_MEGABYTES)) {
      child.await("@sample", PATIENCE);
      child.awaitEnd();

      assertThatThrownBy(child::kill).hasMessageContaining("had ended before");
    }
  }

  private Task task(String benchmark, String contender) {
    return new Task(
        benchmark, contender, Task.Phase.MEASURE, new Workbench(directory, 0.01, false, 1));
  }
}
