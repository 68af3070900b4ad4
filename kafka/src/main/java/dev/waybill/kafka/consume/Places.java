package dev.waybill.kafka.consume;

import dev.waybill.error.RejectedException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where reading begins, for many partitions with a few questions. Thread-safe. */
public final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final Cluster cluster;
  private final Duration patience;

  /**
   * @param patience bound on one question
   */
  public Places(Cluster cluster, Duration patience) {
    this.cluster = cluster;
    this.patience = patience;
  }

  /**
   * The offset that a position means in that partition now.
   *
   * @throws RejectedException no such partition, or the offset is out of range
   */
  public long offsetOf(TopicPartition partition, StartPosition position) {
    cluster.topics().require("reading " + partition, partition);
    return offsetsOf(Set.of(partition), position).getOrDefault(partition, 0L);
  }

  /**
   * The same of several, which exist.
   *
   * @throws RejectedException the offset is out of range in one of them
   */
  public Map<TopicPartition, Long> offsetsOf(
      Collection<TopicPartition> partitions, StartPosition position) {
    if (position instanceof StartPosition.Earliest) {
      return cluster.offsets().earliest(partitions, patience);
    }
    if (position instanceof StartPosition.AtTime at) {
      return cluster.offsets().from(at.time(), partitions, patience);
    }
    if (position instanceof StartPosition.AtOffset at) {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      partitions.forEach(partition -> offsets.put(partition, at.offset()));
      requireInRange(offsets);
      return offsets;
    }
    return cluster.offsets().latest(partitions, patience);
  }

  /**
   * Checks that the partitions have those offsets, or end there.
   *
   * @throws RejectedException one has not
   */
  public void requireInRange(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, Long> earliest = cluster.offsets().earliest(offsets.keySet(), patience);
    Map<TopicPartition, Long> latest = cluster.offsets().latest(offsets.keySet(), patience);
    offsets.forEach(
        (partition, offset) -> {
          long first = earliest.getOrDefault(partition, 0L);
          long end = latest.getOrDefault(partition, 0L);
          if (offset < first || offset > end) {
            throw new RejectedException(
                "seeking in "
                    + partition
                    + ": expected an offset from "
                    + first
                    + " (earliest) to "
                    + end
                    + " (latest), found "
                    + offset
                    + "; the place is unchanged. Seek to an offset in that range, or to earliest,"
                    + " latest or a time");
          }
        });
  }

  /**
   * Where a member goes on: at its group's positions, or where it said if there are none.
   *
   * @param committed the group's positions, as far as there are any
   */
  Map<TopicPartition, Long> resume(
      Set<TopicPartition> partitions,
      Map<TopicPartition, Long> committed,
      StartPosition otherwise) {
    Map<TopicPartition, Long> places = new HashMap<>();
    Map<TopicPartition, Long> latest = cluster.offsets().latest(committed.keySet(), patience);
    committed.forEach(
        (partition, offset) ->
            places.put(
                partition, withinEnd(partition, offset, latest.getOrDefault(partition, 0L))));
    Set<TopicPartition> fresh = new HashSet<>(partitions);
    fresh.removeAll(committed.keySet());
    places.putAll(offsetsOf(fresh, otherwise));
    return places;
  }

  private static long withinEnd(TopicPartition partition, long offset, long end) {
    if (offset <= end) {
      return offset;
    }
    LOG.warn(
        "The committed position {} of {} lies past its end {}: messages that were processed are not"
            + " in the partition any more (an unclean leader election, or a topic that was deleted"
            + " and made again?). Reading goes on at {}, with whatever is published next.",
        offset,
        partition,
        end,
        end);
    return end;
  }
}
