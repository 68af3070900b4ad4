package dev.waybill.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {

  private final Sample sample =
      new Sample(4_000_000, 400_000_000, 2, 3, 10, 5, Map.of("p99Millis", 1.5));

  @Test
  void dividesBySecondsAndByMessages() {
    assertThat(sample.messagesPerSecond()).isEqualTo(2_000_000);
    assertThat(sample.megabytesPerSecond()).isEqualTo(200);
    assertThat(sample.cpuSecondsPerMillion().orElseThrow()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void hasNoCostPerMessageWithoutMessages() {
    Sample none = new Sample(0, 0, 2, 3, 10, 5, Map.of());

    assertThat(none.cpuSecondsPerMillion()).isEmpty();
  }

  @Test
  void findsFiguresByName() {
    assertThat(sample.figure(Sample.MESSAGES_PER_SECOND)).isEqualTo(2_000_000);
    assertThat(sample.figure("p99Millis")).isEqualTo(1.5);
    assertThatThrownBy(() -> sample.figure("p98Millis"))
        .hasMessageContaining("p99Millis")
        .hasMessageContaining("found p98Millis");
  }
}
