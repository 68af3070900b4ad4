package dev.waybill.broker.group.assignor;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What there is to share out, and among whom.
 *
 * @param topicsOfMember the topics each member subscribes to
 * @param partitionsOfTopic the number of partitions of each of these topics, 0 for one that does
 *     not exist
 */
public record Subscriptions(
    SortedMap<String, SortedSet<String>> topicsOfMember,
    SortedMap<String, Integer> partitionsOfTopic) {

  public Subscriptions {
    topicsOfMember = Collections.unmodifiableSortedMap(new TreeMap<>(topicsOfMember));
    partitionsOfTopic = Collections.unmodifiableSortedMap(new TreeMap<>(partitionsOfTopic));
  }

  /** The members that may have a topic's partitions, by topic. */
  SortedMap<String, SortedSet<String>> membersOfTopic() {
    SortedMap<String, SortedSet<String>> members = new TreeMap<>();
    topicsOfMember.forEach(
        (member, topics) ->
            topics.forEach(
                topic -> members.computeIfAbsent(topic, name -> new TreeSet<>()).add(member)));
    return members;
  }

  int partitionsOf(String topic) {
    return partitionsOfTopic.getOrDefault(topic, 0);
  }
}
