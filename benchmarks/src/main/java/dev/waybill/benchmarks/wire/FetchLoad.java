package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Kafka's kafka-consumer-perf-test over a partition that is in the page cache.
 *
 * @param slowReaders connections beside it that ask for all of the partition, again and again, and
 *     read nothing
 */
public record FetchLoad(Contestant contestant, int slowReaders) implements Load {

  private static final long RECORDS = 8_000_000;
  private static final int COLUMN_OF_RATE = 9;
  private static final int REQUESTS_OF_SLOW_READER = 10;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    long records = workbench.count(RECORDS);
    try (WireServer server = contestant.start(workbench.directory());
        SlowReaders slow = new SlowReaders(server)) {
      new ProducerPerformance("perf", ProducerPerformance.UNLIMITED, false).run(server, records);
      slow.begin(slowReaders);
      ServerUsage usage = new ServerUsage(server);
      consume(server, records);
      double cpuBefore = usage.cpuSeconds();
      double perSecond = consume(server, records);
      Map<String, Double> extras = new LinkedHashMap<>();
      extras.put(WireFigures.CPU, (usage.cpuSeconds() - cpuBefore) / records * 1e6);
      extras.put(WireFigures.RESIDENT, WireFigures.megabytes(usage.residentBytes()));
      return WireFigures.sample(records, records / perSecond, extras);
    }
  }

  private record SlowReaders(WireServer server, List<BareClient> readers) implements AutoCloseable {

    SlowReaders(WireServer server) {
      this(server, new ArrayList<>());
    }

    void begin(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        BareClient reader = new BareClient(server.bootstrap());
        readers.add(reader);
        for (int request = 0; request < REQUESTS_OF_SLOW_READER; request++) {
          reader.fetchAndLeave("perf");
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (BareClient each : readers) {
        each.close();
      }
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
