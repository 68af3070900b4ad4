package dev.waybill.server.group;

import dev.waybill.server.ServedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Consumers of one group, polled in turn by one thread, which sees whenever two of them have the
 * same partition.
 */
final class Consumers implements AutoCloseable {
  static final String GROUP = "g";
  private static final Duration TURN = Duration.ofMillis(20);

  private final ServedBroker served;
  private final Map<String, Object> settings;
  private final List<KafkaConsumer<String, String>> all = new ArrayList<>();
  private final Map<TopicPartition, KafkaConsumer<String, String>> owners = new HashMap<>();
  private final List<String> read = new ArrayList<>();

  Consumers(ServedBroker served, Map<String, Object> settings) {
    this.served = served;
    this.settings = settings;
  }

  /** Settings of a member of a group that speaks {@code protocol}. */
  static Map<String, Object> speaking(String protocol, String assignor) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("group.id", GROUP);
    settings.put("group.protocol", protocol);
    settings.put("enable.auto.commit", false);
    settings.put(
        protocol.equals("classic") ? "partition.assignment.strategy" : "group.remote.assignor",
        assignor);
    if (protocol.equals("classic")) {
      settings.put("heartbeat.interval.ms", 100);
    }
    return settings;
  }

  KafkaConsumer<String, String> join(String... topics) {
    return join(Map.of(), topics);
  }

  KafkaConsumer<String, String> join(Map<String, Object> more, String... topics) {
    Map<String, Object> merged = new HashMap<>(settings);
    merged.putAll(more);
    KafkaConsumer<String, String> consumer = served.consumer(merged);
    all.add(consumer);
    consumer.subscribe(List.of(topics), new Ownership(consumer));
    return consumer;
  }

  void leave(KafkaConsumer<String, String> consumer) {
    all.remove(consumer);
    consumer.close();
  }

  /** Polls everyone in turn until it holds. */
  void until(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      turn();
    }
  }

  private void turn() {
    for (KafkaConsumer<String, String> consumer : all) {
      consumer.poll(TURN).forEach(record -> read.add(record.value()));
    }
  }

  /** Every consumer has its share, none is missing, none more than one above another. */
  boolean areBalanced(int partitions) {
    int least = Integer.MAX_VALUE;
    int most = 0;
    int sum = 0;
    for (KafkaConsumer<String, String> consumer : all) {
      int share = consumer.assignment().size();
      least = Math.min(least, share);
      most = Math.max(most, share);
      sum += share;
    }
    return sum == partitions && most - least <= 1;
  }

  List<KafkaConsumer<String, String>> members() {
    return List.copyOf(all);
  }

  List<String> read() {
    return read;
  }

  Set<String> distinct() {
    return new HashSet<>(read);
  }

  @Override
  public void close() {
    all.forEach(KafkaConsumer::close);
  }

  /** What the consumer was told to have, from being told so to having agreed to let it go. */
  private final class Ownership implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, String> consumer;

    private Ownership(KafkaConsumer<String, String> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        KafkaConsumer<String, String> other = owners.put(partition, consumer);
        if (other != null && other != consumer) {
          throw new AssertionError(partition + " has two owners");
        }
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      consumer.commitSync();
      partitions.forEach(owners::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> owners.remove(partition, consumer));
    }
  }
}
