package dev.waybill.broker.core;

import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A topic as the core sees it. */
final class Topic {
  private final UUID id;
  private final String name;
  private final List<Partition> partitions = new ArrayList<>();
  private TopicSettings settings;

  Topic(UUID id, String name, TopicSettings settings) {
    this.id = id;
    this.name = name;
    this.settings = settings;
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  TopicSettings settings() {
    return settings;
  }

  void settings(TopicSettings newSettings) {
    settings = newSettings;
  }

  List<Partition> partitions() {
    return partitions;
  }

  @Nullable Partition partition(int number) {
    return number < partitions.size() ? partitions.get(number) : null;
  }

  TopicDescription describe() {
    return new TopicDescription(name, id, settings);
  }
}
