package dev.waybill.benchmarks.wire;

import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.cluster.FreePort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From {@code Waybill.open} with a listener to the first accepted record, in a warm JVM. */
public record InProcessStartLoad() implements Load {

  private static final int WARM_UP = 20;
  private static final int MEASURED = 21;
  private static final double MILLIS = 1e6;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      double once = start(workbench);
      if (i >= WARM_UP) {
        millis.add(once);
      }
    }
    millis.sort(null);
    double median = millis.get(MEASURED / 2);
    return new Sample(0, 0, median / 1000, 0, 0, 0, Map.of("startMillis", median));
  }

  private static double start(Workbench workbench) throws IOException {
    int port = FreePort.find();
    String url = workbench.url() + "?listen=127.0.0.1:" + port;
    long start = System.nanoTime();
    try (Waybill waybill = Waybill.open(url)) {
      waybill.topics().createIfMissing("perf", TopicSettings.partitions(1));
      StartLoad.produce("127.0.0.1:" + port);
      return (System.nanoTime() - start) / MILLIS;
    }
  }
}
