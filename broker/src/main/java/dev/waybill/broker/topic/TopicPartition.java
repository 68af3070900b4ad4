package dev.waybill.broker.topic;

import java.util.Objects;

/**
 * One ordered, append-only sequence of messages: a partition of a topic. Ordered by topic name,
 * then by number.
 *
 * @param topic the topic's name, not empty
 * @param partition the partition's number, from 0
 */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {

  public TopicPartition {
    Objects.requireNonNull(topic, "topic");
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("A topic's name must not be empty.");
    }
    if (partition < 0) {
      throw new IllegalArgumentException(
          "A partition's number must be 0 or more: topic=" + topic + ", partition=" + partition);
    }
  }

  @Override
  public int compareTo(TopicPartition other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
  }

  /** The form people know: {@code orders-3}. */
  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
