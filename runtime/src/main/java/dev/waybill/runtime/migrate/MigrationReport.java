package dev.waybill.runtime.migrate;

import dev.waybill.message.TopicPartition;
import java.util.List;

/**
 * What a migration found and did. Immutable.
 *
 * @param topics sorted by name
 * @param positions sorted by group and partition
 */
public record MigrationReport(List<TopicReport> topics, List<PositionReport> positions) {

  public MigrationReport {
    topics = List.copyOf(topics);
    positions = List.copyOf(positions);
  }

  /** Whether the target has every message, and every position it should have. */
  public boolean isComplete() {
    return topics.stream().allMatch(topic -> topic.missing() == 0)
        && positions.stream().allMatch(position -> position.outcome().isSettled());
  }

  /**
   * A topic.
   *
   * @param created whether the target did not have it before
   * @param differences of the topic's settings, where the target had it with others: one sentence
   *     each
   * @param checksum SHA-256 in hexadecimal over the partitions' checksums, in their order
   */
  public record TopicReport(
      String name,
      boolean created,
      List<String> differences,
      List<PartitionReport> partitions,
      String checksum) {

    public TopicReport {
      differences = List.copyOf(differences);
      partitions = List.copyOf(partitions);
    }

    /** Messages of the source. */
    public long messages() {
      return partitions.stream().mapToLong(PartitionReport::messages).sum();
    }

    /** Bytes of their keys, values and headers. */
    public long bytes() {
      return partitions.stream().mapToLong(PartitionReport::bytes).sum();
    }

    /** Messages that this run published. */
    public long moved() {
      return partitions.stream().mapToLong(PartitionReport::moved).sum();
    }

    /** Messages that the target had before. */
    public long there() {
      return partitions.stream().mapToLong(PartitionReport::there).sum();
    }

    /** Messages that the target lacks: only where nothing was to be written. */
    public long missing() {
      return messages() - moved() - there();
    }

    /** Offsets of the source that an open transaction holds back; a later run moves them. */
    public long heldBack() {
      return partitions.stream().mapToLong(PartitionReport::heldBack).sum();
    }
  }

  /**
   * A partition.
   *
   * @param messages of the source, up to where it ended when the migration began
   * @param bytes of their keys, values and headers
   * @param moved messages that this run published
   * @param there messages that the target had before
   * @param heldBack offsets of the source behind the first open transaction
   * @param checksum SHA-256 in hexadecimal over the source's messages: keys, values, headers and
   *     timestamps in their order; the target's is the same
   */
  public record PartitionReport(
      int partition,
      long messages,
      long bytes,
      long moved,
      long there,
      long heldBack,
      String checksum) {}

  /**
   * Where a group goes on.
   *
   * @param source its next message in the source
   * @param target the same message in the target; −1 where the target does not have it yet
   */
  public record PositionReport(
      String group, TopicPartition partition, long source, long target, Outcome outcome) {

    /** What became of it. */
    public enum Outcome {
      /** Set by this run. */
      MOVED,
      /** The target's group was there already. */
      THERE,
      /** The target's group is further, and stays where it is. */
      FURTHER,
      /** Not set: the target's group has members. */
      HAS_MEMBERS,
      /** Not set, because nothing was to be written. */
      BEHIND;

      /** Whether nothing is left to do. */
      public boolean isSettled() {
        return this == MOVED || this == THERE || this == FURTHER;
      }
    }
  }
}
