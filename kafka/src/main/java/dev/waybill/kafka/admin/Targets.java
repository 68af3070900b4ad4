package dev.waybill.kafka.admin;

import dev.waybill.error.RejectedException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What a start position means, in each of several partitions, now. */
final class Targets {

  private final Cluster cluster;

  Targets(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The offsets to begin at.
   *
   * @throws RejectedException an offset lies outside of what a partition has
   */
  Map<TopicPartition, Long> of(
      String attempted, StartPosition position, Collection<TopicPartition> partitions) {
    if (position instanceof StartPosition.Earliest) {
      return cluster.offsets().earliest(partitions);
    }
    if (position instanceof StartPosition.AtTime at) {
      return cluster.offsets().from(at.time(), partitions);
    }
    if (position instanceof StartPosition.AtOffset at) {
      Map<TopicPartition, Long> targets = new HashMap<>();
      partitions.forEach(partition -> targets.put(partition, at.offset()));
      requireInRange(attempted, targets);
      return targets;
    }
    return cluster.offsets().latest(partitions);
  }

  /**
   * Checks places that somebody named.
   *
   * @throws RejectedException one lies outside of what its partition has
   */
  void requireInRange(String attempted, Map<TopicPartition, Long> targets) {
    Map<TopicPartition, Long> starts = cluster.offsets().earliest(targets.keySet());
    Map<TopicPartition, Long> ends = cluster.offsets().latest(targets.keySet());
    targets.forEach(
        (partition, offset) -> {
          long start = starts.getOrDefault(partition, 0L);
          long end = ends.getOrDefault(partition, start);
          if (offset < start || offset > end) {
            throw new RejectedException(
                attempted
                    + ": expected an offset of "
                    + partition
                    + " from "
                    + start
                    + " (earliest) to "
                    + end
                    + " (latest), found "
                    + offset
                    + "; no position was moved. Name an offset in that range, or earliest, latest"
                    + " or a time");
          }
        });
  }
}
