package dev.waybill.broker.disk;

import dev.waybill.broker.disk.DiskRound.Trimmed;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.broker.partition.PartitionDirectory;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.BatchVisitor;
import dev.waybill.log.PartitionLog;
import dev.waybill.log.SyncOutcome;
import dev.waybill.log.SyncRounds;
import dev.waybill.log.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one broker, and the only one who changes them. One thread at a time.
 *
 * <p>The first failure is the last call: what a failed write or sync left behind is unknown until
 * recovery has looked.
 */
public final class Disk {
  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);

  private final Storage storage;
  private final Closeable owner;
  private final SyncRounds syncing;
  private final @Nullable ExecutorService syncThreads;
  private final Set<PartitionLog> open = new LinkedHashSet<>();
  private final Set<PartitionLog> unsynced = new LinkedHashSet<>();
  private final JournalFile journal;

  /** Told how far a round has come, in this order, each at most once; failed ends it. */
  public interface Listener {
    void written();

    void synced();

    void finished(List<Trimmed> trimmed);

    void failed(Exception cause);
  }

  /**
   * @param owner closed after everything else
   * @param syncParallelism how many files are synced at a time; 1 syncs on the calling thread
   */
  public Disk(Storage storage, Closeable owner, int syncParallelism) {
    this.storage = storage;
    this.owner = owner;
    this.syncThreads = syncParallelism > 1 ? newSyncThreads(syncParallelism - 1) : null;
    this.syncing =
        syncThreads == null
            ? SyncRounds.sequential()
            : new SyncRounds(syncThreads, syncParallelism);
    this.journal = new JournalFile(storage);
  }

  /** Opens the journal; the visitor gets its records, which are durable. */
  public void openJournal(Consumer<JournalRecord> visitor) throws IOException {
    journal.open(visitor);
  }

  /**
   * Opens a partition; the visitor gets its checkpoint and the batches after it. Damage below the
   * durable mark is reported, not thrown.
   */
  public OpenedPartition openPartition(
      PublishedPartition partition, TopicSettings settings, long durableMark, BatchVisitor visitor)
      throws IOException {
    PartitionLog.Opened opened =
        PartitionLog.open(
            storage, partition.directory(), LogLayout.of(settings), durableMark, visitor);
    PartitionLog log = opened.log();
    open.add(log);
    partition.attach(log);
    opened
        .recovery()
        .damage()
        .ifPresent(
            damage ->
                LOG.error(
                    "{} is served only up to its damage: {}",
                    partition.topicPartition(),
                    damage.getMessage()));
    return new OpenedPartition(
        log.snapshot().logStartOffset(),
        opened.recovery().endOffset(),
        opened.recovery().scannedBytes(),
        opened.recovery().damage());
  }

  /** Does the round's work on the calling thread. Never throws for the disk's failures. */
  public void execute(DiskRound round, Listener listener) {
    List<Trimmed> trimmed;
    try {
      delete(round.deletions());
      for (DiskRound.Creation creation : round.creations()) {
        openPartition(creation.partition(), creation.settings(), 0, BatchVisitor.NONE);
      }
      for (DiskRound.Alteration alteration : round.alterations()) {
        logOf(alteration.partition()).configure(LogLayout.of(alteration.settings()));
      }
      for (DiskRound.Write write : round.writes()) {
        write(write);
      }
      if (round.reportWritten()) {
        listener.written();
      }
      if (round.sync()) {
        syncPartitions();
      }
      journal(round);
      listener.synced();
      for (DiskRound.Checkpoint checkpoint : round.checkpoints()) {
        PartitionLog log = logOf(checkpoint.partition());
        log.checkpoint(log.snapshot().writtenEndOffset(), checkpoint.attachment());
      }
      for (DiskRound.Compaction compaction : round.compactions()) {
        logOf(compaction.partition()).carryOut(compaction.order(), compaction.attachment());
      }
      trimmed = retain(round.retentions());
    } catch (IOException e) {
      listener.failed(e);
      return;
    }
    listener.finished(trimmed);
  }

  /**
   * Saves the last checkpoints and the whole journal anew, so that the next open has nothing to
   * scan and any damage until then is told from an unfinished write; then closes everything. Logs
   * what goes wrong, for it loses nothing.
   */
  public void close(List<DiskRound.Checkpoint> checkpoints, List<byte[]> journalSnapshot) {
    try {
      for (DiskRound.Checkpoint checkpoint : checkpoints) {
        PartitionLog log = logOf(checkpoint.partition());
        if (open.remove(log)) {
          log.close(checkpoint.attachment());
        }
      }
      journal.replace(journalSnapshot);
    } catch (IOException e) {
      LOG.warn("Not every checkpoint could be saved; the next open scans instead of trusting.", e);
    } finally {
      abandon();
    }
  }

  /** Closes everything as it is; recovery will look. */
  public void abandon() {
    if (syncThreads != null) {
      syncThreads.shutdown();
    }
    List<Closeable> all = new ArrayList<>(open);
    all.add(journal);
    all.add(owner);
    for (Closeable each : all) {
      try {
        each.close();
      } catch (IOException e) {
        LOG.warn("A file could not be closed; it is released when the process ends.", e);
      }
    }
  }

  /** What those are told who wait for a round that failed. */
  public static BrokerException failure(DiskRound round, Throwable cause) {
    return new BrokerException(
        ErrorCode.STORAGE_FAILED,
        "The disk failed in round "
            + round.number()
            + " ("
            + cause.getMessage()
            + "). What was acknowledged is safe. What was under way may or may not be stored, and the"
            + " broker takes no more. Check the disk (space, errors), then open the directory again.",
        cause);
  }

  private void write(DiskRound.Write write) throws IOException {
    PartitionLog log = logOf(write.partition());
    log.append(write.batches().toArray(new ByteBuffer[0]));
    unsynced.add(log);
  }

  /** Returns when all are synced; throws the first failure, when none is under way any more. */
  private void syncPartitions() throws IOException {
    if (syncing.run(List.copyOf(unsynced), null) instanceof SyncOutcome.Failed failed) {
      throw failed.cause();
    }
    unsynced.clear();
  }

  /** Started with the first round that has several files to sync, and idle in between. */
  private static ExecutorService newSyncThreads(int count) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, "waybill-sync");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void journal(DiskRound round) throws IOException {
    if (round.journalSnapshot().isPresent()) {
      journal.replace(round.journalSnapshot().get());
      return;
    }
    journal.append(round.journal());
    if (round.syncJournal()) {
      journal.sync();
    }
  }

  private List<Trimmed> retain(List<DiskRound.Retention> retentions) throws IOException {
    List<Trimmed> trimmed = new ArrayList<>(0);
    for (DiskRound.Retention retention : retentions) {
      PartitionLog log = logOf(retention.partition());
      long expired =
          log.retentionOffset(
              retention.wallMillis(),
              LogLayout.retentionOf(retention.settings()),
              retention.limit());
      long before = Math.max(expired, retention.deletedBefore());
      if (before > log.snapshot().logStartOffset()) {
        log.checkpoint(log.snapshot().writtenEndOffset(), retention.attachment());
        trimmed.add(new Trimmed(retention.partition(), log.deleteBefore(before)));
      }
    }
    return trimmed;
  }

  /** Durably: the note that they are gone may follow at once. */
  private void delete(List<PublishedPartition> partitions) throws IOException {
    Set<String> parents = new TreeSet<>();
    for (PublishedPartition partition : partitions) {
      delete(partition);
      parents.add(PartitionDirectory.of(partition.topicPartition().topic()));
    }
    for (String parent : parents) {
      if (storage.exists(parent)) {
        storage.syncDirectory(parent);
      }
    }
  }

  private void delete(PublishedPartition partition) throws IOException {
    PartitionLog log = partition.log();
    if (log == null) {
      new LeftOver(storage, partition.directory()).delete();
      return;
    }
    unsynced.remove(log);
    open.remove(log);
    log.delete();
  }

  private static PartitionLog logOf(PublishedPartition partition) throws IOException {
    PartitionLog log = partition.log();
    if (log == null) {
      throw new IOException(
          partition.topicPartition() + " has no files although there is work for them");
    }
    return log;
  }
}
