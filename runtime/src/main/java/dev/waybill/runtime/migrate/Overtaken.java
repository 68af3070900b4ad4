package dev.waybill.runtime.migrate;

import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.Topics;
import dev.waybill.error.RejectedException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.timing.Timing;

/**
 * Tells the gaps that belong to a partition (markers, aborted messages, compaction) from messages
 * that retention deleted before they were read. Asks the engine about gaps together, because there
 * may be one for every transaction. One thread.
 */
final class Overtaken {
  private static final long NO_GAP = -1;
  private static final long ASK_NANOS = 1_000_000_000;

  private final String side;
  private final Topics topics;
  private final Timing timing;
  private long gap = NO_GAP;
  private long gapNanos;

  Overtaken(String side, Topics topics, Timing timing) {
    this.side = side;
    this.topics = topics;
    this.timing = timing;
  }

  /** Nothing was found at that offset, which is the next one to be read. */
  void gap(TopicPartition partition, long offset) {
    long now = timing.nanoTime();
    if (gap != NO_GAP && now - gapNanos > ASK_NANOS) {
      check(partition);
    }
    if (gap == NO_GAP) {
      gap = offset;
      gapNanos = now;
    }
  }

  /**
   * Asks about the gaps so far.
   *
   * @throws RejectedException retention may have made one of them
   */
  void check(TopicPartition partition) {
    if (gap == NO_GAP) {
      return;
    }
    long missing = gap;
    gap = NO_GAP;
    long start =
        topics
            .describe(partition.topic())
            .map(topic -> startOf(topic, partition.partition()))
            .orElse(Long.MAX_VALUE);
    if (start > missing) {
      throw new RejectedException(
          "reading the "
              + side
              + "'s "
              + partition
              + ": expected everything from offset "
              + missing
              + " on, found that retention has deleted what lay before "
              + (start == Long.MAX_VALUE ? "its end" : "offset " + start)
              + " while it was read; the target's copy may lack messages, and no position was"
              + " moved. Keep messages longer in the "
              + side
              + " (embedded: open it with ?retentionInterval=3650d), delete the topic in the target"
              + " and run the migration again");
    }
  }

  private static long startOf(TopicDescription topic, int partition) {
    return topic.partitions().get(partition).startOffset();
  }
}
