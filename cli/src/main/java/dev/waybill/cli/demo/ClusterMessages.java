package dev.waybill.cli.demo;

import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.ClusterTopics;
import dev.waybill.cluster.KafkaSettings;
import dev.waybill.orders.audit.TopicReader;
import dev.waybill.orders.demo.Brokers;
import dev.waybill.orders.demo.RunMessages;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run's messages on a cluster, under names of the run's own. */
final class ClusterMessages implements RunMessages {

  /** Longer than a dead member of a group may be missed, and an open transaction waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final int HEAP_MEGABYTES = 320;

  private final String title;
  private final String url;
  private final String prefix;
  private final ClusterTopics topics;
  private final Optional<ApacheKafka> ours;
  private final Optional<LocalBrokers> brokers;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ClusterMessages(
      String title,
      String url,
      ClusterTopics topics,
      Optional<ApacheKafka> ours,
      Optional<LocalBrokers> brokers) {
    this.title = title;
    this.url = url;
    this.prefix = "demo-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + "-";
    this.topics = topics;
    this.ours = ours;
    this.brokers = brokers;
  }

  /**
   * A cluster of the user's.
   *
   * @param url what the pipeline opens
   * @param clients what any client of it must be told
   */
  static ClusterMessages at(String url, Map<String, Object> clients) {
    return new ClusterMessages(
        "the cluster at " + clients.get("bootstrap.servers"),
        url,
        new ClusterTopics(clients),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A cluster of the run's own, which ends with it.
   *
   * @param directory of the run
   * @param shortestStop how long a stopped pipeline sleeps at least
   */
  static ClusterMessages start(int nodes, Path directory, Duration shortestStop)
      throws IOException, InterruptedException {
    ApacheKafka kafka =
        ApacheKafka.startTemporary(
            KafkaSettings.small(nodes).withHeapMegabytes(HEAP_MEGABYTES), directory);
    return new ClusterMessages(
        "Apache Kafka, " + (nodes == 1 ? "one node" : "three nodes"),
        "kafka://" + kafka.bootstrap(),
        new ClusterTopics(Map.of("bootstrap.servers", kafka.bootstrap())),
        Optional.of(kafka),
        nodes == 1 ? Optional.empty() : Optional.of(new LocalBrokers(kafka, shortestStop)));
  }

  @Override
  public Optional<String> title() {
    return Optional.of(title);
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public TopicReader topics() {
    return topic -> {
      try {
        return topics.read(prefix + topic).stream().map(ClusterMessages::partition).toList();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("reading topic " + topic + " was interrupted");
      }
    };
  }

  private static TopicReader.Partition partition(ClusterTopics.Content content) {
    return new TopicReader.Partition(
        content.partition(),
        content.committed().stream()
            .map(stored -> new TopicReader.Message(stored.offset(), stored.value()))
            .toList(),
        content.undecidedFrom().stream().boxed().toList());
  }

  @Override
  public Optional<Brokers> brokers() {
    return brokers.map(Brokers.class::cast);
  }

  @Override
  public boolean isRecovered() {
    return false;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    brokers.ifPresent(LocalBrokers::close);
    try (topics) {
      if (ours.isEmpty()) {
        topics.deleteAll(prefix);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("delete topics and groups " + prefix + "* by hand");
    }
    // Last: whoever still asks it would only complain.
    if (ours.isPresent()) {
      ours.get().close();
    }
  }
}
