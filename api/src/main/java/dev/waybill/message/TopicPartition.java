package dev.waybill.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One ordered sequence of messages: a topic's name and the partition's number, from 0. */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {

  public TopicPartition {
    Objects.requireNonNull(topic, "topic");
    if (partition < 0) {
      throw new IllegalArgumentException("expected a partition ≥ 0, found " + partition);
    }
  }

  @Override
  public int compareTo(TopicPartition other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
  }

  // By hand: every publish and every poll looks partitions up, nearly always by the same object,
  // and what a record generates compares the names first.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TopicPartition that
            && partition == that.partition
            && topic.equals(that.topic));
  }

  @Override
  public int hashCode() {
    return 31 * topic.hashCode() + partition;
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
