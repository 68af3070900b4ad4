package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.runtime.settle.SettledPrefix;

/** A partition that a member has, and how far it is in it. */
final class OwnedPartition {
  final TopicPartition partition;

  final SettledPrefix settled;

  /** The next offset to fetch. */
  long next;

  /** The highest position that is known to be committed. */
  long committed;

  boolean fetching;

  /** It is asked back; nothing more is fetched. */
  boolean closing;

  /** What was settled last was tried to be committed before it is given up. */
  boolean triedLast;

  boolean closed;

  OwnedPartition(TopicPartition partition, long start) {
    this.partition = partition;
    this.settled = new SettledPrefix(start);
    this.next = start;
    this.committed = start;
  }
}
