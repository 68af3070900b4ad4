package dev.waybill.broker.core;

import dev.waybill.broker.group.GroupSettings;
import dev.waybill.broker.transaction.TransactionSettings;
import java.time.Duration;

/**
 * Limits and intervals of one broker. The defaults suit a process with 64 MB of heap as well as a
 * large one.
 *
 * @param maxUnwrittenBytes handed over and not yet written, in bytes; appends beyond are refused
 * @param maxBatchBytes a larger append is refused whatever its topic allows, in bytes
 * @param checkpointBytes a partition's recovery state is saved every so many appended bytes
 * @param journalSnapshotBytes the journal is replaced by a snapshot when it grew by so many bytes
 * @param syncParallelism how many files one sync round syncs at a time
 * @param transactions what transactional producers may do
 * @param producerExpiry sequence numbers of a producer idle for so long are forgotten
 * @param groups what consumer groups may do
 * @param retentionInterval how often old segments are looked for
 * @param diskReserveBytes appends are refused while the disk has less than this free, in bytes
 * @param seed where topic ids come from; the same seed gives the same ids. Draw it outside: nothing
 *     in here is random
 */
public record BrokerSettings(
    long maxUnwrittenBytes,
    int maxBatchBytes,
    long checkpointBytes,
    long journalSnapshotBytes,
    int syncParallelism,
    TransactionSettings transactions,
    Duration producerExpiry,
    GroupSettings groups,
    Duration retentionInterval,
    long diskReserveBytes,
    long seed) {

  private static final long MIB = 1 << 20;

  /** Good defaults; the hand-over to the disk is an eighth of the heap, from 4 to 32 MB. */
  public static BrokerSettings defaults(long seed) {
    long eighthOfHeap = Runtime.getRuntime().maxMemory() / 8;
    return new BrokerSettings(
        Math.max(4 * MIB, Math.min(32 * MIB, eighthOfHeap)),
        (int) (4 * MIB),
        256 * MIB,
        8 * MIB,
        4,
        TransactionSettings.DEFAULTS,
        Duration.ofDays(1),
        GroupSettings.DEFAULTS,
        Duration.ofSeconds(30),
        32 * MIB,
        seed);
  }

  public BrokerSettings withMaxUnwrittenBytes(long bytes) {
    return new BrokerSettings(
        bytes,
        maxBatchBytes,
        checkpointBytes,
        journalSnapshotBytes,
        syncParallelism,
        transactions,
        producerExpiry,
        groups,
        retentionInterval,
        diskReserveBytes,
        seed);
  }

  public BrokerSettings withCheckpointBytes(long bytes) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        maxBatchBytes,
        bytes,
        journalSnapshotBytes,
        syncParallelism,
        transactions,
        producerExpiry,
        groups,
        retentionInterval,
        diskReserveBytes,
        seed);
  }

  public BrokerSettings withJournalSnapshotBytes(long bytes) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        maxBatchBytes,
        checkpointBytes,
        bytes,
        syncParallelism,
        transactions,
        producerExpiry,
        groups,
        retentionInterval,
        diskReserveBytes,
        seed);
  }

  public BrokerSettings withRetentionInterval(Duration interval) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        maxBatchBytes,
        checkpointBytes,
        journalSnapshotBytes,
        syncParallelism,
        transactions,
        producerExpiry,
        groups,
        interval,
        diskReserveBytes,
        seed);
  }

  public BrokerSettings withGroups(GroupSettings settings) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        maxBatchBytes,
        checkpointBytes,
        journalSnapshotBytes,
        syncParallelism,
        transactions,
        producerExpiry,
        settings,
        retentionInterval,
        diskReserveBytes,
        seed);
  }

  public BrokerSettings withDiskReserveBytes(long bytes) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        maxBatchBytes,
        checkpointBytes,
        journalSnapshotBytes,
        syncParallelism,
        transactions,
        producerExpiry,
        groups,
        retentionInterval,
        bytes,
        seed);
  }

  public BrokerSettings withTransactions(TransactionSettings settings) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        maxBatchBytes,
        checkpointBytes,
        journalSnapshotBytes,
        syncParallelism,
        settings,
        producerExpiry,
        groups,
        retentionInterval,
        diskReserveBytes,
        seed);
  }

  public BrokerSettings withMaxBatchBytes(int bytes) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        bytes,
        checkpointBytes,
        journalSnapshotBytes,
        syncParallelism,
        transactions,
        producerExpiry,
        groups,
        retentionInterval,
        diskReserveBytes,
        seed);
  }

  public BrokerSettings withProducerExpiry(Duration idle) {
    return new BrokerSettings(
        maxUnwrittenBytes,
        maxBatchBytes,
        checkpointBytes,
        journalSnapshotBytes,
        syncParallelism,
        transactions,
        idle,
        groups,
        retentionInterval,
        diskReserveBytes,
        seed);
  }
}
