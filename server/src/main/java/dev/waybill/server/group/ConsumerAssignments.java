package dev.waybill.server.group;

import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/** Partitions as the protocol lists them: by topic, under its id. */
final class ConsumerAssignments {
  record OfTopic(Uuid id, String name, List<Integer> partitions) {}

  private ConsumerAssignments() {}

  /** Topics that were deleted meanwhile are left out. */
  static List<OfTopic> byTopic(Collection<TopicPartition> partitions, TopicCatalog topics) {
    Map<String, List<Integer>> numbers = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      numbers
          .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
          .add(partition.partition());
    }
    List<OfTopic> byTopic = new ArrayList<>();
    numbers.forEach(
        (name, of) ->
            topics
                .named(name)
                .ifPresent(topic -> byTopic.add(new OfTopic(TopicCatalog.idOf(topic), name, of))));
    return byTopic;
  }
}
