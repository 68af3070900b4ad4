package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What connections and partitions cost that nobody uses.
 *
 * @param connections each was answered once
 */
public record IdleLoad(Contestant contestant, int connections, int partitions) implements Load {

  private static final Duration TO_SETTLE = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final double NANOS = 1e9;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    List<BareClient> clients = new ArrayList<>();
    try (WireServer server = contestant.start(workbench.directory())) {
      ServerUsage usage = new ServerUsage(server);
      long residentBefore = usage.residentBytes();
      createTopic(server);
      for (int i = 0; i < connections; i++) {
        BareClient client = new BareClient(server.bootstrap());
        clients.add(client);
        client.apiVersions();
      }
      Thread.sleep(workbench.lasting(TO_SETTLE).toMillis());
      double cpuBefore = usage.cpuSeconds();
      long start = System.nanoTime();
      Thread.sleep(workbench.lasting(IDLE).toMillis());
      double seconds = (System.nanoTime() - start) / NANOS;
      Map<String, Double> extras = new LinkedHashMap<>();
      extras.put("idleProcessorPercent", (usage.cpuSeconds() - cpuBefore) / seconds * 100);
      extras.put("addedMegabytes", WireFigures.megabytes(usage.residentBytes() - residentBefore));
      extras.put(WireFigures.RESIDENT, WireFigures.megabytes(usage.residentBytes()));
      return new Sample(0, 0, seconds, 0, 0, 0, extras);
    } finally {
      for (BareClient client : clients) {
        client.close();
      }
    }
  }

  private void createTopic(WireServer server) throws IOException, InterruptedException {
    ReleasedTool.run(
        "TopicCommand",
        List.of(
            "--bootstrap-server",
            server.bootstrap(),
            "--create",
            "--topic",
            "idle",
            "--partitions",
            Integer.toString(partitions)));
  }
}
