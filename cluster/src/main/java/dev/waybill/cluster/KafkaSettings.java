package dev.waybill.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Apache Kafka is started with. Immutable.
 *
 * @param nodes 1, or 3: then everything is replicated three times, and two replicas must have a
 *     message before it counts as written
 * @param jvm options of each node's JVM
 * @param properties more of the brokers' properties; they win over ours
 */
public record KafkaSettings(int nodes, List<String> jvm, Map<String, String> properties) {

  /**
   * The small one's: what is rarely used is small, what is waited for is short. A dead broker is
   * noticed after five seconds, a dead member of a group after six.
   */
  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
          Map.entry("log.initial.task.delay.ms", "3600000"),
          Map.entry("broker.session.timeout.ms", "5000"),
          Map.entry("broker.heartbeat.interval.ms", "500"),
          Map.entry("replica.lag.time.max.ms", "5000"),
          Map.entry("group.consumer.min.session.timeout.ms", "1000"),
          Map.entry("group.consumer.session.timeout.ms", "6000"),
          Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
          Map.entry("group.consumer.heartbeat.interval.ms", "1000"),
          Map.entry("group.min.session.timeout.ms", "1000"),
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));

  public KafkaSettings {
    if (nodes != 1 && nodes != 3) {
      throw new IllegalArgumentException(
          "nodes: expected 1 or 3, found " + nodes + "; nothing was started");
    }
    jvm = List.copyOf(jvm);
    properties = Map.copyOf(properties);
  }

  /** One node with Kafka's own defaults, a heap of a gigabyte and its collector: for figures. */
  public static KafkaSettings asReleased() {
    return new KafkaSettings(
        1, List.of("-Xms1024m", "-Xmx1024m", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"), Map.of());
  }

  /**
   * Nodes that take little and notice soon: 256 MB of heap each, for tests.
   *
   * @param nodes 1 or 3
   */
  public static KafkaSettings small(int nodes) {
    return new KafkaSettings(
        nodes,
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
        SMALL);
  }

  public KafkaSettings withHeapMegabytes(int megabytes) {
    List<String> options = new ArrayList<>(jvm);
    options.removeIf(option -> option.startsWith("-Xmx") || option.startsWith("-Xms"));
    options.add("-Xmx" + megabytes + "m");
    return new KafkaSettings(nodes, options, properties);
  }

  public KafkaSettings withProperty(String name, String value) {
    return withProperties(Map.of(name, value));
  }

  /** Those in addition; they win over those that are there. */
  public KafkaSettings withProperties(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.putAll(more);
    return new KafkaSettings(nodes, jvm, all);
  }
}
