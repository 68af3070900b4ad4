package dev.waybill.runtime.migrate;

import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.error.CorruptException;
import dev.waybill.message.StoredMessage;
import java.util.List;

/** Reads a topic of the target again from its start: count and checksum must be the source's. */
final class Verification {
  private final Reader target;
  private final Progress progress;

  Verification(Reader target, Progress progress) {
    this.target = target;
    this.progress = progress;
  }

  /**
   * Checks the partitions that something was moved to, and finds where the groups go on in them.
   * The others were compared message by message in the same run.
   *
   * @param there the target's partitions
   * @throws CorruptException the target has something else
   */
  void run(TopicPlan topic, List<PartitionDescription> there) {
    for (Track track : topic.tracks()) {
      if (track.isToBeVerified()) {
        check(track, there.get(track.partition.partition()));
      }
    }
  }

  private void check(Track track, PartitionDescription has) {
    Reader.Cursor cursor = target.cursor(track.partition, has.startOffset(), has.stableOffset());
    Checksum sum = new Checksum();
    track.marks.restart();
    long count = 0;
    while (count < track.count()) {
      StoredMessage message = cursor.next();
      if (message == null) {
        break;
      }
      track.marks.arrive(count, message.offset());
      sum.add(message);
      count++;
      progress.one();
    }
    String checksum = sum.end();
    if (count != track.count() || !checksum.equals(track.checksum())) {
      throw new CorruptException(
          "verifying "
              + track.partition
              + ": expected "
              + track.count()
              + " messages with checksum "
              + track.checksum()
              + " in the target, found "
              + count
              + " with "
              + checksum
              + (has.startOffset() > 0
                  ? " (retention has deleted the target's messages before offset "
                      + has.startOffset()
                      + ")"
                  : "")
              + "; no position was moved, and the source is as it was. Somebody else publishes to"
              + " the topic, or the target does not keep what it is given (its own timestamps, a"
              + " retention time that these messages are past). Correct that, delete the topic in"
              + " the target and run the migration again");
    }
    StoredMessage behind = cursor.peek();
    track.marks.arrive(count, behind == null ? has.stableOffset() : behind.offset());
  }
}
