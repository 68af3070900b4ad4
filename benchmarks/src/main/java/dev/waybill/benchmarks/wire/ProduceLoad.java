package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * As many records as Kafka's own producer gets through, to one partition of a warm server. Its
 * processor time is the server's, not the producer's.
 *
 * @param transactional in transactions of 100 ms
 */
public record ProduceLoad(Contestant contestant, boolean transactional) implements Load {

  private static final int WARM_UP_RUNS = 2;
  private static final long RECORDS = 4_000_000;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    long records = workbench.count(RECORDS);
    ProducerPerformance performance =
        new ProducerPerformance("perf", ProducerPerformance.UNLIMITED, transactional);
    try (WireServer server = contestant.start(workbench.directory())) {
      ServerUsage usage = new ServerUsage(server);
      for (int i = 0; i < WARM_UP_RUNS; i++) {
        performance.run(server, records);
      }
      double cpuBefore = usage.cpuSeconds();
      ProducerPerformance.Figures figures = performance.run(server, records);
      Map<String, Double> extras = new LinkedHashMap<>();
      extras.put(WireFigures.CPU, (usage.cpuSeconds() - cpuBefore) / records * 1e6);
      extras.put("p99Millis", figures.p99Millis());
      extras.put(WireFigures.RESIDENT, WireFigures.megabytes(usage.residentBytes()));
      return WireFigures.sample(records, records / figures.perSecond(), extras);
    }
  }
}
