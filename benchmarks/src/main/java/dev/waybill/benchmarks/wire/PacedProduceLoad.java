package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a record takes to be acknowledged when Kafka's own producer sends so many a second. The
 * client's own start, which would be most of the slowest hundredth, is not in it.
 */
public record PacedProduceLoad(Contestant contestant, int perSecond, int lingerMillis)
    implements Load {

  private static final long WARM_UP_RECORDS = 1_000_000;
  private static final long SECONDS = 12;
  private static final long WARM_UP_SECONDS = 8;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    ProducerPerformance fast =
        new ProducerPerformance("perf", ProducerPerformance.UNLIMITED, false);
    ProducerPerformance paced =
        new ProducerPerformance(
            "perf", perSecond, false, workbench.count(WARM_UP_SECONDS * perSecond), lingerMillis);
    long records = workbench.count(SECONDS * perSecond);
    try (WireServer server = contestant.start(workbench.directory())) {
      fast.run(server, workbench.count(WARM_UP_RECORDS));
      ProducerPerformance.Figures figures = paced.run(server, records);
      Map<String, Double> extras = new LinkedHashMap<>();
      extras.put("p50Millis", figures.p50Millis());
      extras.put("p99Millis", figures.p99Millis());
      return WireFigures.sample(records, records / figures.perSecond(), extras);
    }
  }
}
