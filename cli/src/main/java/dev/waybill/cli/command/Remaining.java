package dev.waybill.cli.command;

import dev.waybill.admin.GroupDescription.Position;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import java.util.List;

/** How much of a topic a reader has before it. */
final class Remaining {

  private Remaining() {}

  /**
   * Offsets up to where readers of committed messages see.
   *
   * @param positions of the reader's group; partitions without one are read from their start
   */
  static long messages(TopicDescription topic, List<Position> positions) {
    return topic.partitions().stream()
        .mapToLong(
            partition ->
                Math.max(0, partition.stableOffset() - next(topic.name(), partition, positions)))
        .sum();
  }

  private static long next(String topic, PartitionDescription partition, List<Position> positions) {
    return positions.stream()
        .filter(at -> at.partition().topic().equals(topic))
        .filter(at -> at.partition().partition() == partition.partition())
        .mapToLong(Position::committed)
        .map(committed -> Math.max(committed, partition.startOffset()))
        .findFirst()
        .orElse(partition.startOffset());
  }
}
