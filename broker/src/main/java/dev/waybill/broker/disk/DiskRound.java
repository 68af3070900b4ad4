package dev.waybill.broker.disk;

import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.compaction.CompactionOrder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Work the core hands to the disk in one piece, in the order it is done:
 *
 * <pre>
 *   deletions, creations, alterations, writes --> WRITTEN
 *   if sync: partitions, then the journal's records and the journal --> SYNCED
 *   checkpoints, compaction, retention --> FINISHED
 * </pre>
 *
 * <p>Invariant: a journal record is written only after the partitions written before it are synced,
 * so that no record outlives the data it speaks of.
 *
 * @param number counts up; for messages
 * @param bytes of all writes together
 * @param reportWritten whether somebody waits for the moment between written and synced
 * @param sync whether everything written so far is synced, not only written
 * @param journal records to append to the journal
 * @param syncJournal whether these and all earlier records are synced too
 * @param journalSnapshot replaces the whole journal, these records included
 */
public record DiskRound(
    long number,
    List<PublishedPartition> deletions,
    List<Creation> creations,
    List<Alteration> alterations,
    List<Write> writes,
    long bytes,
    boolean reportWritten,
    boolean sync,
    List<byte[]> journal,
    boolean syncJournal,
    Optional<List<byte[]>> journalSnapshot,
    List<Checkpoint> checkpoints,
    List<Retention> retentions,
    List<Compaction> compactions) {

  /** A new partition; its directory is durable when the round is synced. */
  public record Creation(PublishedPartition partition, TopicSettings settings) {}

  /** A partition whose topic has other settings from this round on. */
  public record Alteration(PublishedPartition partition, TopicSettings settings) {}

  /** Batches that have their offsets, in order. */
  public record Write(PublishedPartition partition, List<ByteBuffer> batches) {}

  /** Saves what is known of a partition up to the end of this round. */
  public record Checkpoint(PublishedPartition partition, byte[] attachment) {}

  /**
   * Deletes the segments whose messages are all before {@code limit} and too old or too many, or
   * all before {@code deletedBefore}: those were given up, which the journal knows durably.
   *
   * @param attachment what is known of the partition up to the end of this round: saved before
   *     messages go that no checkpoint covers, for who sent them could not be told afterwards
   */
  public record Retention(
      PublishedPartition partition,
      TopicSettings settings,
      long limit,
      long deletedBefore,
      long wallMillis,
      byte[] attachment) {}

  /**
   * Puts compacted segments in the place of others.
   *
   * @param attachment what is known of the partition up to the end of this round: compacted batches
   *     are not replayed
   */
  public record Compaction(
      PublishedPartition partition, CompactionOrder order, byte[] attachment) {}

  /** A partition now begins at a later offset. */
  public record Trimmed(PublishedPartition partition, long logStart) {}

  public boolean hasHousekeeping() {
    return !checkpoints.isEmpty() || !retentions.isEmpty() || !compactions.isEmpty();
  }
}
