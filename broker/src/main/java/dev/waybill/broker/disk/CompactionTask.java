package dev.waybill.broker.disk;

import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.PartitionLog;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.compaction.CompactionPass;
import dev.waybill.log.compaction.PartitionFacts;
import dev.waybill.log.record.Decompressor;
import java.io.IOException;
import java.util.Optional;

/**
 * A partition to be looked at, and compacted if that pays: work beside the rounds, on a thread of
 * its own. What it changes comes back as orders for a {@link DiskRound}.
 *
 * @param facts as of the moment the task was given out
 */
public record CompactionTask(
    PublishedPartition partition, TopicSettings settings, PartitionFacts facts, long wallMillis) {

  /**
   * Does it.
   *
   * @return what it came to; empty when nothing was due or it was cancelled
   * @throws IOException when it had to be given up; the partition is as good as before
   */
  public Optional<CompactionPass.Report> run(Decompressor decompressor, CompactionOutput output)
      throws IOException {
    PartitionLog log = partition.log();
    if (log == null) {
      return Optional.empty();
    }
    return log.compact(LogLayout.compactionOf(settings), facts, wallMillis, decompressor, output);
  }
}
