package dev.waybill.broker.transaction;

import dev.waybill.broker.topic.TopicPartition;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** A transaction that is not decided: where it wrote, and when it has waited too long. */
public final class OpenTransaction {
  private final Set<TopicPartition> partitions = new TreeSet<>();
  private final long deadlineMillis;

  OpenTransaction(long deadlineMillis) {
    this.deadlineMillis = deadlineMillis;
  }

  /** On the monotonic clock. */
  public long deadlineMillis() {
    return deadlineMillis;
  }

  public void join(TopicPartition partition) {
    partitions.add(partition);
  }

  /** In order, so that markers are appended in the same order every time. */
  public Set<TopicPartition> partitions() {
    return Collections.unmodifiableSet(partitions);
  }
}
