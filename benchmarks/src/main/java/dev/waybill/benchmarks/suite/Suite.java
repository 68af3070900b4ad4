package dev.waybill.benchmarks.suite;

import java.util.List;
import java.util.Optional;

/** All benchmarks. */
public final class Suite {

  private static final List<Benchmark> ALL =
      List.of(
          new DiskLimit(),
          new PublishSynced(),
          new PublishSynced64(),
          new PublishWritten(),
          new AtMostOnce(),
          new PipeAtLeastOnce(),
          new PipeExactlyOnce(),
          new Latency(),
          new Consume(),
          new Recovery(),
          new SmallHeap());

  private Suite() {}

  /** In the order in which they run. */
  public static List<Benchmark> all() {
    return ALL;
  }

  public static List<String> names() {
    return ALL.stream().map(Benchmark::name).toList();
  }

  public static Optional<Benchmark> named(String name) {
    return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
