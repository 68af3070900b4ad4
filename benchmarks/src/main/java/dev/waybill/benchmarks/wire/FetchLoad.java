package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kafka's kafka-consumer-perf-test over a partition that is in the page cache. */
public record FetchLoad(Contestant contestant) implements Load {

  private static final long RECORDS = 8_000_000;
  private static final int COLUMN_OF_RATE = 9;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    long records = workbench.count(RECORDS);
    try (WireServer server = contestant.start(workbench.directory())) {
      new ProducerPerformance("perf", ProducerPerformance.UNLIMITED, false).run(server, records);
      ServerUsage usage = new ServerUsage(server);
      consume(server, records);
      double cpuBefore = usage.cpuSeconds();
      double perSecond = consume(server, records);
      Map<String, Double> extras = new LinkedHashMap<>();
      extras.put(WireFigures.CPU, (usage.cpuSeconds() - cpuBefore) / records * 1e6);
      return WireFigures.sample(records, records / perSecond, extras);
    }
  }

  /** Records a second while it fetched, without the time to join its group. */
  private static double consume(WireServer server, long records)
      throws IOException, InterruptedException {
    List<String> printed =
        ReleasedTool.run(
            "ConsumerPerformance",
            List.of(
                "--bootstrap-server",
                server.bootstrap(),
                "--topic",
                "perf",
                "--num-records",
                Long.toString(records)));
    return rate(printed);
  }

  static double rate(List<String> printed) throws IOException {
    String[] columns = printed.get(printed.size() - 1).split(",");
    if (columns.length <= COLUMN_OF_RATE) {
      throw new IOException("expected figures of ConsumerPerformance, found " + printed);
    }
    return Double.parseDouble(columns[COLUMN_OF_RATE].strip());
  }
}
