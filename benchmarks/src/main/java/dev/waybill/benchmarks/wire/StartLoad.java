package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import java.io.IOException;
import java.util.Map;

/** From the start of a server's process to its first accepted record; the topic is there. */
public record StartLoad(Contestant contestant) implements Load {

  private static final double NANOS = 1e9;
  private static final int TRIES = 10_000;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    try (WireServer server = contestant.start(workbench.directory())) {
      new ProducerPerformance("perf", ProducerPerformance.UNLIMITED, false).run(server, 1);
    }
    long start = System.nanoTime();
    try (WireServer server = contestant.start(workbench.directory())) {
      produce(server.bootstrap());
      double seconds = (System.nanoTime() - start) / NANOS;
      ServerUsage usage = new ServerUsage(server);
      return new Sample(
          0,
          0,
          seconds,
          0,
          0,
          0,
          Map.of(
              "startSeconds",
              seconds,
              WireFigures.RESIDENT,
              WireFigures.megabytes(usage.residentBytes())));
    }
  }

  /** Until it is accepted: a server that listens need not lead its partitions yet. */
  static void produce(String bootstrap) throws IOException {
    try (BareClient client = new BareClient(bootstrap)) {
      short error = -1;
      for (int i = 0; i < TRIES; i++) {
        error = client.produce("perf");
        if (error == 0) {
          return;
        }
      }
      throw new IOException("expected an accepted record, found error " + error + " every time");
    }
  }
}
