package dev.waybill.broker.transaction;

import dev.waybill.broker.topic.TopicPartition;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** A transaction that is not decided: who takes part, and when it has waited too long. */
public final class OpenTransaction {
  private final Set<TopicPartition> partitions = new TreeSet<>();
  private final Set<String> groups = new TreeSet<>();
  private final long startedMillis;
  private final long deadlineMillis;
  private long begunInRound;

  OpenTransaction(long startedMillis, long deadlineMillis) {
    this.startedMillis = startedMillis;
    this.deadlineMillis = deadlineMillis;
  }

  /** On the wall clock. */
  public long startedMillis() {
    return startedMillis;
  }

  /** On the monotonic clock. */
  public long deadlineMillis() {
    return deadlineMillis;
  }

  /**
   * The round with the record of its beginning, without which a restart cannot tell it from the
   * transaction before; 0 where its epoch tells.
   */
  public long begunInRound() {
    return begunInRound;
  }

  public void begunInRound(long round) {
    begunInRound = round;
  }

  public void join(TopicPartition partition) {
    partitions.add(partition);
  }

  public void join(String group) {
    groups.add(group);
  }

  /** In order, so that markers are appended in the same order every time. */
  public Set<TopicPartition> partitions() {
    return Collections.unmodifiableSet(partitions);
  }

  /** Groups whose positions may be staged. */
  public Set<String> groups() {
    return Collections.unmodifiableSet(groups);
  }
}
