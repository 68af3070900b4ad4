package dev.waybill.broker.group.assignor;

import dev.waybill.broker.topic.TopicPartition;
import java.util.SortedMap;
import java.util.SortedSet;

/** A way to share partitions out. Deterministic: the same arguments give the same assignment. */
public interface Assignor {

  /** The name members ask for it by. */
  String name();

  /**
   * Gives every partition of a subscribed topic to exactly one member that subscribes to it.
   *
   * @param subscriptions what there is, and among whom
   * @param previous the last assignment; may name members and partitions that are gone
   * @return an entry per member, maybe empty
   */
  SortedMap<String, SortedSet<TopicPartition>> assign(
      Subscriptions subscriptions, SortedMap<String, SortedSet<TopicPartition>> previous);
}
