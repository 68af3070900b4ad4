package dev.waybill.kafka.consume;

import dev.waybill.engine.AssignmentListener;
import dev.waybill.kafka.cluster.Offsets;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Going on within what a partition still has, where that is not what is read next: retention was
 * faster than this reader, or messages are gone that it has seen. The polling thread's.
 */
final class OutOfRange {

  private static final Logger LOG = LoggerFactory.getLogger(OutOfRange.class);

  private final Partitions partitions;
  private final Offsets offsets;
  private final AssignmentListener listener;

  /**
   * @param listener told what nobody will read any more
   */
  OutOfRange(Partitions partitions, Offsets offsets, AssignmentListener listener) {
    this.partitions = partitions;
    this.offsets = offsets;
    this.listener = listener;
  }

  /**
   * Places each of the partitions at the nearest message that it has.
   *
   * @throws dev.waybill.error.RetriableException what they have cannot be asked now; nothing was
   *     placed
   */
  void goOnWithin(OffsetOutOfRangeException outside) {
    Map<TopicPartition, Long> wanted = wanted(outside);
    Map<TopicPartition, Long> earliest = offsets.earliest(wanted.keySet());
    Map<TopicPartition, Long> latest = offsets.latest(wanted.keySet());
    wanted.forEach(
        (partition, offset) ->
            goOn(
                partition,
                offset,
                earliest.getOrDefault(partition, offset),
                latest.getOrDefault(partition, offset)));
  }

  private static Map<TopicPartition, Long> wanted(OffsetOutOfRangeException outside) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    outside
        .offsetOutOfRangePartitions()
        .forEach((partition, offset) -> wanted.put(Words.toApi(partition), offset));
    if (outside instanceof LogTruncationException truncated) {
      // Up to there the partition is still what was read; behind it is other messages' place now.
      truncated
          .divergentOffsets()
          .forEach((partition, at) -> wanted.put(Words.toApi(partition), at.offset()));
      LOG.warn(
          "Messages that were read are gone from {}: an out-of-sync replica became leader. Reading"
              + " goes on where the partition still is what it was; forbid unclean leader election",
          wanted);
    }
    return wanted;
  }

  /**
   * A broker that has only just become leader may not know yet how far its messages reach: then
   * nothing is wrong with the place, and it stays.
   */
  private void goOn(TopicPartition partition, long offset, long first, long end) {
    long within = Math.max(first, Math.min(end, offset));
    partitions.place(partition, within);
    if (within != offset) {
      LOG.warn(
          "The place {} of {} is outside of what the partition has ({} to {}): retention was"
              + " faster than this reader, or an out-of-sync replica became leader. Reading"
              + " goes on at {}; what lay between is gone. Keep messages longer, consume"
              + " faster, and forbid unclean leader election",
          offset,
          partition,
          first,
          end,
          within);
    }
    if (within > offset) {
      listener.onOvertaken(partition, offset, within);
    }
  }
}
