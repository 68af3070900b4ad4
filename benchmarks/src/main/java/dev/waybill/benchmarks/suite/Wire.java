package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.benchmarks.wire.Contestant;
import dev.waybill.benchmarks.wire.FetchLoad;
import dev.waybill.benchmarks.wire.IdleLoad;
import dev.waybill.benchmarks.wire.InProcessStartLoad;
import dev.waybill.benchmarks.wire.KafkajsLoad;
import dev.waybill.benchmarks.wire.PacedProduceLoad;
import dev.waybill.benchmarks.wire.ProduceLoad;
import dev.waybill.benchmarks.wire.StartLoad;
import dev.waybill.benchmarks.wire.WireFigures;
import java.util.List;
import java.util.Optional;

/**
 * Our server and a released Apache Kafka under Kafka's own performance tools, in turn. What has the
 * same contenders is measured once and looked at from several sides.
 */
final class Wire {

  private static final int PER_SECOND = 10_000;
  private static final int LINGER_MILLIS = 5;
  private static final int CONNECTIONS = 1_000;
  private static final int PARTITIONS = 2_000;
  private static final String P99 = "p99Millis";

  private static final Contender OURS = producing(Contestant.WAYBILL);
  private static final Contender KAFKA = producing(Contestant.KAFKA);
  private static final Contender KAFKA_SYNCED = producing(Contestant.KAFKA_SYNCED);
  private static final Contender OURS_TRANSACTIONAL = transactional(Contestant.WAYBILL);
  private static final Contender KAFKA_TRANSACTIONAL = transactional(Contestant.KAFKA);
  private static final List<Contender> PRODUCING =
      List.of(OURS, OURS_TRANSACTIONAL, KAFKA, KAFKA_TRANSACTIONAL, KAFKA_SYNCED);

  private Wire() {}

  static List<Benchmark> all() {
    return List.of(
        produce(),
        produceSynced(),
        processorTime(),
        transactions(),
        fetch(),
        slowReader(),
        readProcessWrite(),
        latency(),
        latencyWithoutLinger(),
        start(),
        startInProcess(),
        idle());
  }

  private static Benchmark produce() {
    return producing(
        "wire-produce",
        "kafka-producer-perf-test, acks=all, against Kafka's page cache",
        new Comparison(OURS.label(), KAFKA.label(), Sample.MESSAGES_PER_SECOND),
        Goal.atLeast(OURS.label(), Goal.RATIO, 1),
        Goal.atMost(OURS.label(), WireFigures.RESIDENT, 150));
  }

  private static Benchmark produceSynced() {
    return producing(
        "wire-produce-synced",
        "the same against a Kafka that syncs too",
        new Comparison(OURS.label(), KAFKA_SYNCED.label(), Sample.MESSAGES_PER_SECOND),
        Goal.atLeast(OURS.label(), Goal.RATIO, 1.5));
  }

  private static Benchmark processorTime() {
    return producing(
        "wire-cpu",
        "the same: the server's processor time for a record",
        new Comparison(OURS.label(), KAFKA.label(), WireFigures.CPU),
        Goal.atMost(OURS.label(), Goal.RATIO, 0.5));
  }

  private static Benchmark transactions() {
    return producing(
        "wire-transactions",
        "the same in transactions of 100 ms, against our own without",
        new Comparison(OURS_TRANSACTIONAL.label(), OURS.label(), Sample.MESSAGES_PER_SECOND),
        Goal.atLeast(OURS_TRANSACTIONAL.label(), Goal.RATIO, 0.95));
  }

  private static Benchmark fetch() {
    Contender ours = of(Contestant.WAYBILL, new FetchLoad(Contestant.WAYBILL, 0));
    Contender kafka = of(Contestant.KAFKA, new FetchLoad(Contestant.KAFKA, 0));
    return new WireBenchmark(
        "wire-fetch",
        "kafka-consumer-perf-test over a cached partition",
        List.of(ours, kafka),
        Optional.of(new Comparison(ours.label(), kafka.label(), Sample.MESSAGES_PER_SECOND)),
        List.of(Goal.atLeast(ours.label(), Goal.RATIO, 1)));
  }

  private static Benchmark slowReader() {
    Contender alone = of(Contestant.WAYBILL, new FetchLoad(Contestant.WAYBILL, 0));
    Contender beside = Contender.of("beside a slow reader", new FetchLoad(Contestant.WAYBILL, 1));
    return new WireBenchmark(
        "wire-slow-reader",
        "the same beside a connection that asks for everything and reads nothing",
        List.of(alone, beside),
        Optional.of(new Comparison(beside.label(), alone.label(), Sample.MESSAGES_PER_SECOND)),
        List.of(Goal.atLeast(beside.label(), Goal.RATIO, 0.95)));
  }

  private static Benchmark readProcessWrite() {
    Contender ours = of(Contestant.WAYBILL, new KafkajsLoad(Contestant.WAYBILL));
    Contender kafka = of(Contestant.KAFKA, new KafkajsLoad(Contestant.KAFKA));
    return new WireBenchmark(
        "wire-read-process-write",
        "transactions of a read-process-write loop in kafkajs",
        List.of(ours, kafka),
        Optional.of(new Comparison(ours.label(), kafka.label(), Sample.MESSAGES_PER_SECOND)),
        List.of(Goal.atLeast(ours.label(), Goal.RATIO, 50)));
  }

  private static Benchmark latency() {
    return latency(
        "wire-latency",
        "kafka-producer-perf-test at 10,000 records a second, linger 5 ms, acks=all",
        LINGER_MILLIS);
  }

  /** What is left when the client does not wait by itself: the servers' part. */
  private static Benchmark latencyWithoutLinger() {
    return latency("wire-latency-no-linger", "the same without a linger", 0);
  }

  private static Benchmark latency(String name, String question, int lingerMillis) {
    Contender ours = paced(Contestant.WAYBILL, lingerMillis);
    Contender synced = paced(Contestant.KAFKA_SYNCED, lingerMillis);
    return new WireBenchmark(
        name,
        question,
        List.of(ours, paced(Contestant.KAFKA, lingerMillis), synced),
        Optional.of(new Comparison(ours.label(), synced.label(), P99)),
        List.of(Goal.atMost(ours.label(), Goal.RATIO, 0.3)));
  }

  private static Benchmark start() {
    Contender ours = of(Contestant.WAYBILL, new StartLoad(Contestant.WAYBILL));
    Contender kafka = of(Contestant.KAFKA, new StartLoad(Contestant.KAFKA));
    return new WireBenchmark(
        "wire-start",
        "from the start of the process to the first accepted record",
        List.of(ours, kafka),
        Optional.empty(),
        List.of(Goal.atMost(ours.label(), "startSeconds", 0.6)));
  }

  private static Benchmark startInProcess() {
    Contender ours = Contender.of("waybill, warm JVM", new InProcessStartLoad());
    return new WireBenchmark(
        "wire-start-in-process",
        "from Waybill.open with a listener to the first accepted record",
        List.of(ours),
        Optional.empty(),
        List.of(Goal.atMost(ours.label(), "startMillis", 150)));
  }

  private static Benchmark idle() {
    Contender ours =
        of(Contestant.WAYBILL, new IdleLoad(Contestant.WAYBILL, CONNECTIONS, PARTITIONS));
    Contender kafka = of(Contestant.KAFKA, new IdleLoad(Contestant.KAFKA, CONNECTIONS, PARTITIONS));
    return new WireBenchmark(
        "wire-idle",
        "1,000 connections and 2,000 partitions that nobody uses",
        List.of(ours, kafka),
        Optional.empty(),
        List.of(
            Goal.atMost(ours.label(), "addedMegabytes", 100),
            Goal.atMost(ours.label(), "idleProcessorPercent", 1)));
  }

  private static Benchmark producing(
      String name, String question, Comparison comparison, Goal... goals) {
    return new WireBenchmark(name, question, PRODUCING, Optional.of(comparison), List.of(goals));
  }

  private static Contender producing(Contestant contestant) {
    return of(contestant, new ProduceLoad(contestant, false));
  }

  private static Contender transactional(Contestant contestant) {
    return Contender.of(contestant.label() + ", transactional", new ProduceLoad(contestant, true));
  }

  private static Contender paced(Contestant contestant, int lingerMillis) {
    return of(contestant, new PacedProduceLoad(contestant, PER_SECOND, lingerMillis));
  }

  private static Contender of(Contestant contestant, Load load) {
    return Contender.of(contestant.label(), load);
  }
}
