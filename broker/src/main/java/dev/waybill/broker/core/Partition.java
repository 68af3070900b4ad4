package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A partition as the core sees it: ahead of the disk, and of what readers see.
 *
 * <p>Invariant: {@code logStart <= syncedEnd <= writtenEnd <= nextOffset}; readers are shown the
 * first three only.
 */
final class Partition {
  private final Topic topic;
  private final PublishedPartition published;
  private final PartitionState state;
  private final @Nullable BrokerException damage;

  private long logStart;

  /** Messages before it were given up by decision; readers learn of it when it is synced. */
  private long deletedBefore;

  /** Where the files begin. */
  private long filesStart;

  private long syncedEnd;
  private long writtenEnd;
  private long nextOffset;
  private long bytesSinceCheckpoint;

  /** Below it the journal knows this partition to be durable; damage there is corruption. */
  private long markedEnd;

  /** Its part of the round that is being filled. */
  private @Nullable RoundPart part;

  Partition(
      Topic topic,
      PublishedPartition published,
      PartitionState state,
      Offsets recovered,
      long deletedBefore,
      long markedEnd,
      long bytesSinceCheckpoint,
      @Nullable BrokerException damage) {
    this.topic = topic;
    this.published = published;
    this.state = state;
    this.damage = damage;
    this.bytesSinceCheckpoint = bytesSinceCheckpoint;
    this.filesStart = recovered.logStart();
    this.deletedBefore = deletedBefore;
    // Past the end only behind damage.
    this.logStart =
        Math.max(recovered.logStart(), Math.min(deletedBefore, recovered.highWatermark()));
    this.syncedEnd = recovered.highWatermark();
    this.writtenEnd = recovered.writtenEnd();
    this.nextOffset = recovered.writtenEnd();
    this.markedEnd = markedEnd;
    publish();
  }

  TopicPartition name() {
    return published.topicPartition();
  }

  Topic topic() {
    return topic;
  }

  PublishedPartition published() {
    return published;
  }

  PartitionState state() {
    return state;
  }

  long syncedEnd() {
    return syncedEnd;
  }

  long nextOffset() {
    return nextOffset;
  }

  boolean isDamaged() {
    return damage != null;
  }

  void checkHealthy() {
    if (damage != null) {
      throw new BrokerException(ErrorCode.CORRUPT_LOG, String.valueOf(damage.getMessage()), damage);
    }
  }

  /** Gives the batches their offsets, in place. Returns the first. */
  long place(ByteBuffer batches, long wallMillis) {
    long base = nextOffset;
    for (RecordBatch batch : RecordBatches.in(batches)) {
      batch.setBaseOffset(nextOffset);
      batch.setPartitionLeaderEpoch(0);
      state.apply(batch, wallMillis);
      nextOffset += PartitionState.messages(batch);
    }
    bytesSinceCheckpoint += batches.remaining();
    return base;
  }

  RoundPart partOf(Round round) {
    RoundPart current = part;
    if (current == null || current.round() != round) {
      current = new RoundPart(round, this);
      part = current;
      round.add(current);
    }
    return current;
  }

  void written(long end) {
    writtenEnd = Math.max(writtenEnd, end);
    publish();
  }

  void synced(long end) {
    syncedEnd = Math.max(syncedEnd, end);
    writtenEnd = Math.max(writtenEnd, end);
    publish();
  }

  /** The files now begin later. */
  void trimmed(long newFilesStart) {
    filesStart = Math.max(filesStart, newFilesStart);
    startsAt(newFilesStart);
  }

  /** Nobody reads what is before the offset any more. */
  void startsAt(long offset) {
    logStart = Math.max(logStart, offset);
    state.transactions().forgetBefore(logStart);
    publish();
  }

  /** The first offset once everything handed to the disk is synced. */
  long decidedStart() {
    return Math.max(logStart, deletedBefore);
  }

  void decideStart(long offset) {
    deletedBefore = offset;
  }

  /** Messages before it are not only too old, but given up; 0 if there are none. */
  long deletedBefore() {
    return deletedBefore;
  }

  /** Whether given-up messages are still on the disk. */
  boolean hasDeletions() {
    return deletedBefore > filesStart;
  }

  /** Messages from here on must be kept whatever their age: unsynced, or of an open transaction. */
  long retentionLimit() {
    return state.transactions().lastStable(syncedEnd);
  }

  boolean needsCheckpoint(long everyBytes) {
    return bytesSinceCheckpoint >= everyBytes;
  }

  boolean isCheckpointed() {
    return bytesSinceCheckpoint == 0;
  }

  void checkpointed() {
    bytesSinceCheckpoint = 0;
  }

  /** Whether the journal knows less than {@link #syncedEnd()}. */
  boolean needsMark() {
    return markedEnd < syncedEnd;
  }

  /**
   * Up to where it is known to be durable. Past {@link #syncedEnd()} if it is damaged: the damage
   * must be told from an unfinished write at the next open too.
   */
  long durableMark() {
    return Math.max(markedEnd, syncedEnd);
  }

  void marked() {
    markedEnd = durableMark();
  }

  private void publish() {
    long stable = Math.max(logStart, state.transactions().lastStable(syncedEnd));
    published.publish(
        new Offsets(logStart, stable, syncedEnd, writtenEnd), state.transactions().aborted());
  }
}
