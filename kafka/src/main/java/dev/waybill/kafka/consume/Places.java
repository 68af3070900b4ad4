package dev.waybill.kafka.consume;

import dev.waybill.kafka.cluster.Offsets;
import dev.waybill.kafka.cluster.StartOffsets;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a member begins to read what it is assigned. Thread-safe. */
final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final Offsets offsets;
  private final StartOffsets starts;

  Places(Offsets offsets, StartOffsets starts) {
    this.offsets = offsets;
    this.starts = starts;
  }

  /**
   * Where a member goes on: at its group's positions, or where it said if there are none.
   *
   * @param committed the group's positions, as far as there are any
   * @throws dev.waybill.error.RejectedException it said an offset that a partition has not
   */
  Map<TopicPartition, Long> resume(
      Set<TopicPartition> partitions,
      Map<TopicPartition, Long> committed,
      StartPosition otherwise) {
    Map<TopicPartition, Long> places = new HashMap<>();
    Map<TopicPartition, Long> latest = offsets.latest(committed.keySet());
    committed.forEach(
        (partition, offset) ->
            places.put(
                partition, withinEnd(partition, offset, latest.getOrDefault(partition, 0L))));
    Set<TopicPartition> fresh = new HashSet<>(partitions);
    fresh.removeAll(committed.keySet());
    places.putAll(starts.of("beginning to read " + fresh, otherwise, fresh));
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
