package dev.waybill.broker.core;

import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The topics as everyone sees them, on any thread. Written by the core, when they are synced. */
public final class Directory {
  /** A topic and its partitions by number. */
  public record Entry(TopicDescription topic, List<PartitionView> partitions) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<UUID, Entry> byId = new ConcurrentHashMap<>();

  /** Moves on after every change; who sees the same number twice has missed nothing between. */
  private final AtomicLong version = new AtomicLong();

  void put(TopicDescription description, Topic topic) {
    List<PartitionView> views = new ArrayList<>();
    for (Partition partition : topic.partitions().subList(0, description.settings().partitions())) {
      views.add(partition.published());
    }
    Entry entry = new Entry(description, List.copyOf(views));
    entries.put(description.name(), entry);
    byId.put(description.id(), entry);
    version.incrementAndGet();
  }

  void remove(Topic topic) {
    byId.remove(topic.id());
    Entry entry = entries.get(topic.name());
    if (entry != null && entry.topic().id().equals(topic.id())) {
      entries.remove(topic.name());
    }
    version.incrementAndGet();
    topic
        .partitions()
        .forEach(partition -> partition.published().close(PublishedPartition.End.DELETED));
  }

  /** Wakes all readers: nothing will advance any more. */
  public void close() {
    for (Entry entry : entries.values()) {
      entry
          .partitions()
          .forEach(view -> ((PublishedPartition) view).close(PublishedPartition.End.STOPPED));
    }
  }

  /** Told apart from every state of the directory before; read it before the topics. */
  public long version() {
    return version.get();
  }

  public @Nullable Entry find(String topic) {
    return entries.get(topic);
  }

  public @Nullable Entry find(UUID topicId) {
    return byId.get(topicId);
  }

  public List<TopicDescription> topics() {
    List<TopicDescription> topics = new ArrayList<>();
    entries.values().forEach(entry -> topics.add(entry.topic()));
    topics.sort((a, b) -> a.name().compareTo(b.name()));
    return topics;
  }
}
