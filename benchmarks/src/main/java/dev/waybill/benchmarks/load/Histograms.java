package dev.waybill.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.ConcurrentHistogram;

/** Latencies in nanoseconds, up to a minute, three digits. */
public final class Histograms {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private Histograms() {}

  public static ConcurrentHistogram empty() {
    return new ConcurrentHistogram(LONGEST_NANOS, 3);
  }

  /** Longer than a minute counts as a minute: it must not be missing. */
  public static void record(AbstractHistogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
  }

  public static Map<String, Double> percentiles(AbstractHistogram histogram) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("p50Millis", millis(histogram, 50));
    figures.put("p99Millis", millis(histogram, 99));
    figures.put("p999Millis", millis(histogram, 99.9));
    figures.put("maxMillis", histogram.getMaxValue() / NANOS_PER_MILLI);
    return figures;
  }

  public static double millis(AbstractHistogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }
}
