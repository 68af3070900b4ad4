package dev.waybill.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All benchmarks. Those of the wire and of the engine on Kafka need a released Apache Kafka and
 * many minutes, those of the database a PostgreSQL server: they run when they are asked for, by
 * their own names or all of a group as {@value #WIRE}, {@value #KAFKA} or {@value #DATABASE}.
 */
public final class Suite {

  private static final String WIRE = "wire";
  private static final String KAFKA = "kafka";
  private static final String DATABASE = "database";

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
    return Stream.of(IN_PROCESS, Wire.all(), KafkaClients.all(), Database.all())
        .flatMap(List::stream)
        .toList();
  }

  /** What may be asked for. */
  public static List<String> names() {
    return Stream.concat(all().stream().map(Benchmark::name), Stream.of(WIRE, KAFKA, DATABASE))
        .toList();
  }

  /** What these names ask for, in the order in which they run; none: all of this process. */
  public static List<Benchmark> chosen(List<String> names) {
    if (names.isEmpty()) {
      return IN_PROCESS;
    }
    List<Benchmark> chosen = new ArrayList<>(all());
    chosen.removeIf(one -> !names.contains(one.name()) && !names.contains(groupOf(one)));
    return chosen;
  }

  /** The name of its group; its own if it is in none. */
  private static String groupOf(Benchmark benchmark) {
    if (benchmark instanceof WireBenchmark) {
      return WIRE;
    }
    if (benchmark instanceof KafkaBenchmark) {
      return KAFKA;
    }
    return benchmark instanceof DatabaseBenchmark ? DATABASE : benchmark.name();
  }

  public static Optional<Benchmark> named(String name) {
    return all().stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
