package dev.waybill.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All benchmarks. Those of the wire need a released Apache Kafka and many minutes: they run when
 * they are asked for, by their own names or all of them as {@value #WIRE}.
 */
public final class Suite {

  private static final String WIRE = "wire";

  private static final List<Benchmark> IN_PROCESS =
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
    return Stream.concat(IN_PROCESS.stream(), Wire.all().stream()).toList();
  }

  /** What may be asked for. */
  public static List<String> names() {
    return Stream.concat(all().stream().map(Benchmark::name), Stream.of(WIRE)).toList();
  }

  /** What these names ask for, in the order in which they run; none: all of this process. */
  public static List<Benchmark> chosen(List<String> names) {
    if (names.isEmpty()) {
      return IN_PROCESS;
    }
    List<Benchmark> chosen = new ArrayList<>(all());
    chosen.removeIf(
        one ->
            !names.contains(one.name()) && !(names.contains(WIRE) && one instanceof WireBenchmark));
    return chosen;
  }

  public static Optional<Benchmark> named(String name) {
    return all().stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
