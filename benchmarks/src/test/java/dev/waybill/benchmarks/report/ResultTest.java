package dev.waybill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.suite.Goal;
import dev.waybill.benchmarks.suite.Suite;
import org.junit.jupiter.api.Test;

class ResultTest {

  private final Result result = Result.of(new Planted(), Planted.series(), 1, false);

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

  @Test
  void aSmallerRunDecidesNothing() {
    Result smaller = Result.of(new Planted(), Planted.series(), 0.1, true);

    assertThat(smaller.goals()).noneMatch(Result.Outcome::judged);
    assertThat(ResultTable.of(smaller))
        .contains("not judged: ours: ratio 0.50, expected ≥ 0.40 at full scale")
        .doesNotContain("reached", "MISSED");
  }

  @Test
  void openingTenGigabytesIsJudgedOnlyWhenThorough() {
    Goal closed = Suite.named("recovery").orElseThrow().goals().get(0);

    assertThat(closed.thorough()).isTrue();
    assertThat(closed.contender()).isEqualTo("cleanly closed");
  }
}
