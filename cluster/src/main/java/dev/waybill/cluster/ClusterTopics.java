package dev.waybill.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What is in a cluster when a run is over, read by bare clients, and how to be rid of it. Shares no
 * code with an engine that is being judged. One thread.
 */
public final class ClusterTopics implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Longer than any transaction may be left open by a process that died in it. */
  private static final Duration TO_SETTLE = Duration.ofSeconds(75);

  private static final long LOOK_AGAIN_MILLIS = 200;

  private final Map<String, Object> clients;
  private final Admin admin;

  /**
   * @param clients what every client must be told: {@code bootstrap.servers}, and how to log in
   */
  public ClusterTopics(Map<String, Object> clients) {
    this.clients = Map.copyOf(clients);
    this.admin = Admin.create(this.clients);
  }

  /**
   * What is in a partition.
   *
   * @param committed in the order of their offsets; nothing of aborted transactions
   * @param undecidedFrom where the first transaction begins that is neither committed nor aborted,
   *     longer than any may be
   */
  public record Content(int partition, List<Stored> committed, OptionalLong undecidedFrom) {

    public Content {
      committed = List.copyOf(committed);
    }
  }

  /** A message. */
  public record Stored(long offset, byte @Nullable [] value) {}

  /**
   * Reads a topic from its beginning to its present end.
   *
   * @return its partitions; none if there is no such topic
   * @throws IOException the cluster does not answer
   */
  public List<Content> read(String topic) throws IOException, InterruptedException {
    try {
      List<TopicPartition> partitions = partitions(topic);
      if (partitions.isEmpty()) {
        return List.of();
      }
      Map<TopicPartition, Long> stable = awaitSettled(partitions);
      Map<TopicPartition, Long> ends = ends(partitions, "read_uncommitted");
      List<Content> contents = new ArrayList<>();
      for (TopicPartition partition : partitions) {
        long end = stable.getOrDefault(partition, 0L);
        boolean settled = end >= ends.getOrDefault(partition, 0L);
        contents.add(
            new Content(
                partition.partition(),
                committed(partition, end),
                settled ? OptionalLong.empty() : OptionalLong.of(end)));
      }
      return contents;
    } catch (KafkaException e) {
      throw new IOException("reading topic " + topic + ": the cluster does not let us: " + e, e);
    }
  }

  private List<TopicPartition> partitions(String topic) throws IOException, InterruptedException {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .flatMap(description -> description.partitions().stream())
          .map(partition -> new TopicPartition(topic, partition.partition()))
          .toList();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return List.of();
      }
      throw new IOException("looking for topic " + topic + ": " + e.getCause(), e);
    }
  }

  /** The offsets up to which everything is decided: the ends, or those after some patience. */
  private Map<TopicPartition, Long> awaitSettled(List<TopicPartition> partitions)
      throws InterruptedException {
    long patienceEnds = System.nanoTime() + TO_SETTLE.toNanos();
    while (true) {
      Map<TopicPartition, Long> ends = ends(partitions, "read_uncommitted");
      Map<TopicPartition, Long> stable = ends(partitions, "read_committed");
      if (stable.equals(ends) || System.nanoTime() > patienceEnds) {
        return stable;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions, String isolation) {
    try (Consumer<byte[], byte[]> consumer = consumer(isolation)) {
      return consumer.endOffsets(partitions, ANSWER);
    }
  }

  private List<Stored> committed(TopicPartition partition, long end) {
    List<Stored> stored = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = consumer("read_committed")) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (consumer.position(partition, ANSWER) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (record.offset() < end) {
            stored.add(new Stored(record.offset(), record.value()));
          }
        }
      }
    }
    return stored;
  }

  private Consumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> properties = new HashMap<>(clients);
    properties.put("isolation.level", isolation);
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "none");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Deletes every topic and every group whose name begins so. Groups must have no members left;
   * those that still seem to have some are waited for.
   *
   * @param prefix not empty
   * @throws IOException some are left; with the reason
   */
  public void deleteAll(String prefix) throws IOException, InterruptedException {
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException("expected a prefix, found none; nothing was deleted");
    }
    long patienceEnds = System.nanoTime() + TO_SETTLE.toNanos();
    while (true) {
      try {
        admin.deleteTopics(ours(admin.listTopics().names().get(), prefix)).all().get();
        admin.deleteConsumerGroups(ours(groups(), prefix)).all().get();
        return;
      } catch (ExecutionException e) {
        if (System.nanoTime() > patienceEnds) {
          throw new IOException("delete topics and groups " + prefix + "* by hand: " + e, e);
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private Set<String> groups() throws ExecutionException, InterruptedException {
    return admin.listGroups().all().get().stream()
        .map(GroupListing::groupId)
        .collect(Collectors.toSet());
  }

  private static Set<String> ours(Set<String> names, String prefix) {
    return names.stream().filter(name -> name.startsWith(prefix)).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
