package dev.waybill.kafka.cluster;

import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What a start position means, in each of several existing partitions, now. Thread-safe. */
public final class StartOffsets {

  private final Offsets offsets;

  /**
   * @param offsets asked each time
   */
  public StartOffsets(Offsets offsets) {
    this.offsets = offsets;
  }

  /**
   * The offsets to begin at.
   *
   * @param attempted what is being done, as the start of a sentence
   * @throws RejectedException an offset lies outside of what a partition has
   */
  public Map<TopicPartition, Long> of(
      String attempted, StartPosition position, Collection<TopicPartition> partitions) {
    if (position instanceof StartPosition.Earliest) {
      return offsets.earliest(partitions);
    }
    if (position instanceof StartPosition.AtTime at) {
      return offsets.from(at.time(), partitions);
    }
    if (position instanceof StartPosition.AtOffset at) {
      Map<TopicPartition, Long> named = new HashMap<>();
      partitions.forEach(partition -> named.put(partition, at.offset()));
      requireInRange(attempted, named);
      return named;
    }
    return offsets.latest(partitions);
  }

  /**
   * Checks places that somebody named: each partition has that offset, or ends there.
   *
   * @param attempted what is being done, as the start of a sentence
   * @throws RejectedException one lies outside of what its partition has
   */
  public void requireInRange(String attempted, Map<TopicPartition, Long> named) {
    Map<TopicPartition, Long> starts = offsets.earliest(named.keySet());
    Map<TopicPartition, Long> ends = offsets.latest(named.keySet());
    named.forEach(
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
