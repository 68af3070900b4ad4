package dev.waybill.embedded.consume;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.embedded.translation.Answers;
import dev.waybill.embedded.translation.Words;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where reading begins. */
public final class Places {
  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final Broker broker;
  private final Isolation isolation;

  public Places(Broker broker, Isolation isolation) {
    this.broker = broker;
    this.isolation = isolation;
  }

  /**
   * The partition as readers see it.
   *
   * @throws RejectedException there is none
   */
  PartitionView view(TopicPartition partition) {
    return broker
        .view(Words.toBroker(partition))
        .orElseThrow(
            () ->
                new RejectedException(
                    "reading "
                        + partition
                        + ": expected an existing partition, found none of that name and number;"
                        + " nothing was read. Create the topic first, or correct the name"));
  }

  /**
   * The offset that a position means in that partition now.
   *
   * @throws RejectedException no such partition, or the offset is out of range
   */
  public long offsetOf(TopicPartition partition, StartPosition position) {
    PartitionView view = view(partition);
    Offsets offsets = view.offsets();
    if (position instanceof StartPosition.Earliest) {
      return offsets.logStart();
    }
    if (position instanceof StartPosition.AtOffset at) {
      PartitionReader.requireInRange(partition, at.offset(), offsets);
      return at.offset();
    }
    if (position instanceof StartPosition.AtTime at) {
      return view.offsetForTimestamp(at.time().toEpochMilli(), isolation)
          .orElse(offsets.highWatermark());
    }
    return offsets.highWatermark();
  }

  /**
   * The committed positions of a group, without those that an open transaction is about to move:
   * reading from the old one would process again what that transaction commits.
   */
  Map<TopicPartition, Optional<Long>> committed(
      String group, Collection<TopicPartition> partitions) {
    Map<dev.waybill.broker.topic.TopicPartition, FetchedPosition> fetched =
        Answers.await(
            "fetching the positions of group " + group,
            () -> broker.fetchPositions(group, partitions.stream().map(Words::toBroker).toList()));
    Map<TopicPartition, Optional<Long>> settled = new HashMap<>();
    for (TopicPartition partition : partitions) {
      FetchedPosition position = fetched.get(Words.toBroker(partition));
      if (position == null) {
        settled.put(partition, Optional.empty());
      } else if (!position.pending()) {
        settled.put(partition, position.committed().map(found -> found.offset()));
      }
    }
    return settled;
  }

  /** Where a member goes on: at the committed position, kept within what the partition has. */
  long resume(TopicPartition partition, Optional<Long> committed, StartPosition otherwise) {
    if (committed.isEmpty()) {
      return offsetOf(partition, otherwise);
    }
    long offset = committed.get();
    long end = view(partition).offsets().writtenEnd();
    if (offset > end) {
      LOG.warn(
          "The committed position {} of {} lies past its end {}: messages that were processed are"
              + " not in the partition any more (an older copy of the data directory?). Reading"
              + " goes on at {}, with whatever is published next.",
          offset,
          partition,
          end,
          end);
      return end;
    }
    return offset;
  }
}
