package dev.waybill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryTest {

  private final Retry retry = Retry.exponential(Duration.ofMillis(100)).jitter(0);

  @Test
  void delaysDoubleUpToTheLongest() {
    Retry bounded = retry.maxDelay(Duration.ofMillis(500));

    assertThat(bounded.delayAfter(1, new Random())).isEqualTo(Duration.ofMillis(100));
    assertThat(bounded.delayAfter(2, new Random())).isEqualTo(Duration.ofMillis(200));
    assertThat(bounded.delayAfter(3, new Random())).isEqualTo(Duration.ofMillis(400));
    assertThat(bounded.delayAfter(4, new Random())).isEqualTo(Duration.ofMillis(500));
    assertThat(bounded.delayAfter(10_000, new Random())).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void jitterStaysWithinItsShare() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Retry jittery = Retry.fixed(Duration.ofMillis(100)).jitter(0.2);

    for (int i = 0; i < 1000; i++) {
      assertThat(jittery.delayAfter(1, random))
          .as("seed %d", seed)
          .isBetween(Duration.ofMillis(80), Duration.ofMillis(120));
    }
  }

  @Test
  void theLongestTotalDelayCountsEveryWait() {
    assertThat(retry.maxAttempts(4).longestTotalDelay()).isEqualTo(Duration.ofMillis(700));
    assertThat(retry.maxAttempts(3).maxDelay(Duration.ofMillis(50)).longestTotalDelay())
        .isEqualTo(Duration.ofMillis(100));
    assertThat(Retry.none().longestTotalDelay()).isZero();
    assertThat(retry.maxAttempts(Integer.MAX_VALUE).longestTotalDelay())
        .isGreaterThan(Duration.ofDays(365));
  }

  @Test
  void badFiguresAreNamed() {
    assertThatThrownBy(() -> retry.maxAttempts(0)).hasMessageContaining("maxAttempts");
    assertThatThrownBy(() -> retry.multiplier(0.5)).hasMessageContaining("multiplier");
    assertThatThrownBy(() -> retry.jitter(2)).hasMessageContaining("jitter");
    assertThatThrownBy(() -> Retry.fixed(Duration.ofMillis(-1)))
        .hasMessageContaining("initialDelay");
    assertThatThrownBy(() -> retry.delayAfter(0, new Random()))
        .hasMessageContaining("failedAttempts");
  }
}
