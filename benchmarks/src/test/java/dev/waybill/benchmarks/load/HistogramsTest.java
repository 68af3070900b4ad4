package dev.waybill.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.junit.jupiter.api.Test;

class HistogramsTest {

  private final ConcurrentHistogram histogram = Histograms.empty();

  @Test
  void readsPercentilesInMilliseconds() {
    for (int i = 1; i <= 1000; i++) {
      Histograms.record(histogram, TimeUnit.MICROSECONDS.toNanos(i * 10L));
    }

    Map<String, Double> percentiles = Histograms.percentiles(histogram);

    assertThat(percentiles.get("p50Millis")).isCloseTo(5, within(0.02));
    assertThat(percentiles.get("p99Millis")).isCloseTo(9.9, within(0.02));
    assertThat(percentiles.get("p999Millis")).isCloseTo(9.99, within(0.02));
  }

  @Test
  void keepsWhatTookLongerThanItCanSay() {
    Histograms.record(histogram, TimeUnit.HOURS.toNanos(1));

    assertThat(histogram.getTotalCount()).isEqualTo(1);
    assertThat(Histograms.percentiles(histogram).get("maxMillis"))
        .isGreaterThanOrEqualTo(TimeUnit.MINUTES.toMillis(1));
  }
}
