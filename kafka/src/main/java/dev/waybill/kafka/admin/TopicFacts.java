package dev.waybill.kafka.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A topic as the cluster says that it is.
 *
 * @param partitions empty where they could not be read
 * @param settings the topic's configuration in force, by Kafka's names; empty where it could not be
 *     read
 * @param unread why something could not be read
 */
record TopicFacts(
    String name, List<Copies> partitions, Map<String, String> settings, Optional<String> unread) {

  TopicFacts {
    partitions = List.copyOf(partitions);
    settings = Map.copyOf(settings);
  }

  /**
   * The replicas of a partition.
   *
   * @param replicas how many there are to be
   * @param inSync how many of them are in sync now
   * @param led whether one of them leads
   */
  record Copies(int partition, int replicas, int inSync, boolean led) {}

  /** The fewest replicas that a partition has; empty where that could not be read. */
  Optional<Integer> replicas() {
    return partitions.stream().map(Copies::replicas).min(Integer::compare);
  }

  Optional<Long> number(String setting) {
    return Optional.ofNullable(settings.get(setting)).map(Long::parseLong);
  }

  boolean is(String setting, String value) {
    return value.equals(settings.get(setting));
  }
}
