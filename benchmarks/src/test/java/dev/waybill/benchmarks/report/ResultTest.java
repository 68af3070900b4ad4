package dev.waybill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTest {

  private final Result result = Result.of(new Planted(), Planted.series());

  @Test
  void dividesWithinEachRoundSoThatASlowMachineCancelsOut() {
    assertThat(result.ratio().orElseThrow().value()).isEqualTo(new Spread(0.5, 0.25, 0.5));
  }

  @Test
  void takesMediansAndTheLargestHeap() {
    Result.Figures ours = result.contenders().get(1);

    assertThat(ours.messagesPerSecond().orElseThrow().median()).isEqualTo(2_000_000);
    assertThat(ours.cpuSecondsPerMillion()).hasValue(0.75);
    assertThat(ours.peakHeapBytes()).isEqualTo(98_700_000);
    assertThat(ours.extras()).containsEntry("p99Millis", 2.0);
  }

  @Test
  void saysWhichGoalsAreReached() {
    assertThat(result.goals())
        .extracting(Result.Outcome::isReached)
        .containsExactly(true, false, true);
  }
}
