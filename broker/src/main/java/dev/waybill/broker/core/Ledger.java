package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.GroupRegistry;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.ProducerRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All the core knows, as it will be once everything handed to the disk is synced. */
final class Ledger {
  /** A topic whose files must go. */
  record Purge(UUID id, String name, int partitions) {}

  private final Map<String, Topic> topics = new TreeMap<>();
  private final Map<UUID, Purge> purges = new TreeMap<>();
  private final ProducerRegistry producers;
  private final GroupRegistry groups;

  Ledger(ProducerRegistry producers, GroupRegistry groups) {
    this.producers = producers;
    this.groups = groups;
  }

  ProducerRegistry producers() {
    return producers;
  }

  GroupRegistry groups() {
    return groups;
  }

  Collection<Topic> topics() {
    return topics.values();
  }

  Map<UUID, Purge> purges() {
    return purges;
  }

  void add(Topic topic) {
    topics.put(topic.name(), topic);
  }

  void remove(Topic topic) {
    topics.remove(topic.name());
  }

  /** Whether a topic has the id, or one whose files must go. */
  boolean knows(UUID id) {
    return purges.containsKey(id) || topics.values().stream().anyMatch(t -> t.id().equals(id));
  }

  @Nullable Topic find(String name) {
    return topics.get(name);
  }

  @Nullable Partition find(TopicPartition name) {
    Topic topic = topics.get(name.topic());
    return topic == null ? null : topic.partition(name.partition());
  }

  int partitionCount(String name) {
    Topic topic = topics.get(name);
    return topic == null ? 0 : topic.settings().partitions();
  }

  Topic topic(String name) {
    Topic topic = topics.get(name);
    if (topic == null) {
      throw new BrokerException(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
          "Unknown topic \"" + name + "\". Create it, or list the topics to see which there are.");
    }
    return topic;
  }

  Partition partition(TopicPartition name) {
    Topic topic = topic(name.topic());
    Partition partition = topic.partition(name.partition());
    if (partition == null) {
      throw new BrokerException(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
          "Unknown partition "
              + name
              + ": expected 0 to "
              + (topic.partitions().size() - 1)
              + ", found "
              + name.partition()
              + ". Add partitions to the topic, or choose another.");
    }
    return partition;
  }
}
