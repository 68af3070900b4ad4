package dev.waybill.junit.life;

import dev.waybill.DeduplicationStore;
import dev.waybill.message.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What all lives of one test share. Thread-safe.
 *
 * <p>Groups get a name of their own per test: a database outlives the test's broker, and a position
 * in it from an earlier test would be one in another topic.
 */
public final class World {

  private final String topic;
  private final Function<Object, String> id;
  private final String groupSuffix;
  private final Witness witness = new Witness();
  private final Map<TopicPartition, Long> reached = new HashMap<>();
  private volatile Map<TopicPartition, Long> ends = Map.of();

  World(String topic, Function<Object, String> id, String groupSuffix) {
    this.topic = topic;
    this.id = id;
    this.groupSuffix = groupSuffix;
  }

  String topic() {
    return topic;
  }

  String idOf(Object message) {
    return id.apply(message);
  }

  String groupOf(String name) {
    return name + groupSuffix;
  }

  /** What a store in memory sees: each life begins with an empty one. */
  String groupInMemory(String group, int life, DeduplicationStore store) {
    return store.window().survivesRestart() ? group : group + "#life-" + life;
  }

  public Witness witness() {
    return witness;
  }

  /** Where the published messages end, partitions without any left out. */
  Map<TopicPartition, Long> ends() {
    return ends;
  }

  void ends(Map<TopicPartition, Long> found) {
    ends = Map.copyOf(found);
  }

  /** Counts what one consumer was given before by any consumer. */
  synchronized void delivered(TopicPartition partition, long offset) {
    long before = reached.getOrDefault(partition, -1L);
    if (offset <= before) {
      witness.delivered(1);
    } else {
      reached.put(partition, offset);
    }
  }
}
