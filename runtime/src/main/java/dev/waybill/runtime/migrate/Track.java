package dev.waybill.runtime.migrate;

import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.migrate.MigrationReport.PartitionReport;

/**
 * One partition on its way: what of the source was seen, and where to go on. Goes through the steps
 * of a migration and adds up each message of the source once. One thread.
 */
final class Track {
  final TopicPartition partition;

  /** The source's first and last offset (exclusive) when the migration began. */
  final long start;

  final long end;
  final Marks marks;
  private final long heldBack;
  private final Checksum sum = new Checksum();
  private String checksum = "";
  private long count;
  private long bytes;
  private long there;
  private long moved;
  private long place;

  /**
   * @param heldBack offsets behind {@code end} that an open transaction keeps from readers
   */
  Track(TopicPartition partition, long start, long end, long heldBack, Marks marks) {
    this.partition = partition;
    this.start = start;
    this.end = end;
    this.heldBack = heldBack;
    this.marks = marks;
    this.place = start;
  }

  /** The next message of the source. */
  void take(StoredMessage message) {
    marks.pass(message.offset(), count);
    bytes += sum.add(message);
    count++;
    place = message.offset() + 1;
  }

  /** The target has what was taken so far. */
  void there() {
    there = count;
  }

  /** The target has been given what was taken and was not there. */
  void moved() {
    moved = count - there;
  }

  /** The source has nothing more up to {@link #end}. */
  void endOfSource() {
    place = end;
    marks.passRest(count);
    checksum = sum.end();
  }

  /** Whether the target must be read again: something was moved, or a group's place is unknown. */
  boolean isToBeVerified() {
    return moved > 0 || marks.areOnTheirWay();
  }

  /** Whether the source was read to its end. */
  boolean isRead() {
    return !checksum.isEmpty();
  }

  /** Where to go on in the source. */
  long place() {
    return place;
  }

  long count() {
    return count;
  }

  String checksum() {
    return checksum;
  }

  PartitionReport report() {
    return new PartitionReport(
        partition.partition(), count, bytes, moved, there, heldBack, checksum);
  }
}
