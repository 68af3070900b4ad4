package dev.waybill.broker.group.assignor;

import dev.waybill.broker.topic.TopicPartition;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gives each member one run of consecutive partitions per topic, the same run in every topic with
 * as many partitions and the same subscribers. For consumers that join two topics by key.
 *
 * <pre>
 *   7 partitions, 3 members    0 1 2 │ 3 4 │ 5 6      the first 7 mod 3 members have one more
 * </pre>
 */
final class RangeAssignor implements Assignor {

  @Override
  public String name() {
    return "range";
  }

  @Override
  public SortedMap<String, SortedSet<TopicPartition>> assign(
      Subscriptions subscriptions, SortedMap<String, SortedSet<TopicPartition>> previous) {
    SortedMap<String, SortedSet<TopicPartition>> assignment = new TreeMap<>();
    subscriptions.topicsOfMember().keySet().forEach(id -> assignment.put(id, new TreeSet<>()));
    subscriptions
        .membersOfTopic()
        .forEach(
            (topic, members) -> {
              int partitions = subscriptions.partitionsOf(topic);
              int share = partitions / members.size();
              int larger = partitions % members.size();
              int next = 0;
              int rank = 0;
              for (String member : members) {
                int end = next + share + (rank < larger ? 1 : 0);
                SortedSet<TopicPartition> own =
                    assignment.computeIfAbsent(member, id -> new TreeSet<>());
                while (next < end) {
                  own.add(new TopicPartition(topic, next));
                  next++;
                }
                rank++;
              }
            });
    return assignment;
  }
}
