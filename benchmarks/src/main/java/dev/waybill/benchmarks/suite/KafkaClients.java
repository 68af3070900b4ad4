package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.kafka.AddedLatencyLoad;
import dev.waybill.benchmarks.kafka.BareConsumeLoad;
import dev.waybill.benchmarks.kafka.BarePipeLoad;
import dev.waybill.benchmarks.kafka.BarePublishLoad;
import dev.waybill.benchmarks.kafka.EngineConsumeLoad;
import dev.waybill.benchmarks.kafka.EnginePipeLoad;
import dev.waybill.benchmarks.kafka.EnginePublishLoad;
import dev.waybill.benchmarks.kafka.KafkaInput;
import dev.waybill.benchmarks.kafka.SlowHandlerLoad;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.measure.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the engine on Kafka costs over Kafka's bare clients, which have the same settings, on one
 * node of a released Apache Kafka.
 */
final class KafkaClients {

  private static final int ROUNDS = 5;
  private static final int PER_SECOND = 10_000;
  private static final int BYTES = 100;

  /** A buffer's messages under way must not fill it: else what is measured is the collector. */
  private static final int HEAP_MEGABYTES = 1_024;

  private static final String ENGINE = "waybill";
  private static final String BARE = "kafka-clients";

  private KafkaClients() {}

  static List<Benchmark> all() {
    return List.of(
        publish(),
        consume("kafka-consume", 1),
        consume("kafka-consume-8", 8),
        readProcessWrite(),
        latency(),
        slowHandler());
  }

  /** What is published before is for the node, which is slower until it is warm. */
  private static Benchmark publish() {
    KafkaInput before = new KafkaInput("warm-up", 1, 6_000_000, BYTES);
    return held(
        "kafka-publish",
        "100-byte messages, acks=all, idempotent, each awaited by its future",
        List.of(
            loaded(ENGINE, new EnginePublishLoad(1), before),
            loaded(BARE, new BarePublishLoad(1), before)),
        BARE,
        0.95);
  }

  private static Benchmark consume(String name, int partitions) {
    KafkaInput input = new KafkaInput("input", partitions, 24_000_000, BYTES);
    return held(
        name,
        "a new group drains "
            + (partitions == 1 ? "one partition" : partitions + " partitions")
            + " and commits every 100 ms, against a poll loop",
        List.of(
            loaded(ENGINE, new EngineConsumeLoad(input), input),
            loaded(BARE, new BareConsumeLoad(input), input)),
        BARE,
        0.95);
  }

  private static Benchmark readProcessWrite() {
    KafkaInput input = new KafkaInput("input", 1, 6_000_000, BYTES);
    String collecting = BARE + ", commit every 100 ms";
    return held(
        "kafka-exactly-once",
        "read, process, write in transactions, against a hand-written loop",
        List.of(
            loaded(ENGINE, new EnginePipeLoad(input), input),
            loaded(BARE + ", commit every poll", new BarePipeLoad(input, Duration.ZERO), input),
            loaded(collecting, new BarePipeLoad(input, Duration.ofMillis(100)), input)),
        collecting,
        1);
  }

  private static Benchmark latency() {
    Contender both = Contender.of("both, a second each", new AddedLatencyLoad(PER_SECOND));
    return alone(
        "kafka-latency",
        "what is added to the bare clients' latency, at 10,000 messages a second",
        both,
        ROUNDS,
        Goal.atMost(both.label(), AddedLatencyLoad.ADDED_TO_RECEIPT, 1),
        Goal.atMost(both.label(), AddedLatencyLoad.ADDED_TO_HANDLED, 1));
  }

  private static Benchmark slowHandler() {
    KafkaInput input = new KafkaInput("slow", 4, 1_000_000, 1_000);
    Contender slow =
        Contender.of("slow handler", new SlowHandlerLoad(input))
            .withHeapMegabytes(64)
            .after(Preparation.once(input));
    return alone(
        "kafka-slow-handler",
        "1 GB behind a handler that is slower than its session, with -Xmx64m",
        slow,
        1,
        Goal.atMost(slow.label(), SlowHandlerLoad.REBALANCES, 0),
        Goal.atMost(slow.label(), SlowHandlerLoad.ADDED_THREADS, 0));
  }

  private static Benchmark held(
      String name, String question, List<Contender> contenders, String reference, double atLeast) {
    return new KafkaBenchmark(
        name,
        question,
        contenders,
        Optional.of(new Comparison(ENGINE, reference, Sample.MESSAGES_PER_SECOND)),
        List.of(Goal.atLeast(ENGINE, Goal.RATIO, atLeast)),
        ROUNDS);
  }

  private static Benchmark alone(
      String name, String question, Contender contender, int rounds, Goal... goals) {
    return new KafkaBenchmark(
        name, question, List.of(contender), Optional.empty(), List.of(goals), rounds);
  }

  private static Contender loaded(String label, Load load, KafkaInput input) {
    return Contender.of(label, load)
        .withHeapMegabytes(HEAP_MEGABYTES)
        .after(Preparation.once(input));
  }
}
