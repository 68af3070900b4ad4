package dev.waybill.broker.core;

import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.broker.partition.PublishedPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One round fills while another is on the disk.
 *
 * <p>A round is synced when somebody waits for it. If nobody does, it is synced as soon as the disk
 * has nothing else to do, and at the latest after {@link #MAX_UNSYNCED_BYTES} or {@link
 * #MAX_UNSYNCED_MILLIS}: acks none and written cost no sync of their own, and readers still
 * advance.
 */
final class Rounds {
  private static final long MAX_UNSYNCED_BYTES = 16 << 20;
  private static final long MAX_UNSYNCED_MILLIS = 100;
  private static final long NOTES_MILLIS = 100;

  /** Notes are written after {@link #NOTES_MILLIS} and synced after this, whoever waits. */
  private static final long MAX_UNSYNCED_JOURNAL_MILLIS = 500;

  private static final int EARLY_RELEASE_FRACTION = 8;

  private final Replies replies;
  private final Backlog backlog;
  private final Moment moment;

  private Round filling = new Round(1);
  private @Nullable Round onDisk;

  /** Whether the round on the disk has yet to be synced. */
  private boolean onDiskSyncs;

  /** Whether the round on the disk is written. */
  private boolean released;

  /** Written by rounds that were not synced, in order. */
  private final List<RoundPart> unsynced = new ArrayList<>();

  private long unsyncedBytes;
  private long unsyncedSinceMillis;
  private long notesSinceMillis = -1;
  private long journalBytes;

  /** Since when the journal has records that were written and not synced; -1 if it has none. */
  private long journalUnsyncedSinceMillis = -1;

  Rounds(Replies replies, Backlog backlog, Moment moment) {
    this.moment = moment;
    this.replies = replies;
    this.backlog = backlog;
  }

  Round filling() {
    return filling;
  }

  void write(Partition partition, ByteBuffer placed) {
    int size = placed.remaining();
    partition.partOf(filling).add(placed, partition.nextOffset());
    filling.count(size);
  }

  /** Writes down what recovery could find out by itself; it rides with the next round. */
  void note(JournalRecord record) {
    filling.note(record);
    if (notesSinceMillis < 0) {
      notesSinceMillis = moment.monotonicMillis();
    }
  }

  /**
   * Gives an answer that rests on the journal as it is in memory: once all of it is synced, so that
   * nobody learns what a crash may take back.
   */
  void whenJournalSynced(Reply<?> reply) {
    Round disk = onDisk;
    if (filling.decides()) {
      filling.whenSynced(reply);
    } else if (disk != null && onDiskSyncs && disk.decides()) {
      disk.whenSynced(reply);
    } else {
      replies.add(reply);
    }
  }

  /** Gives an answer that rests on that round: once it is synced, which it may be already. */
  void whenSynced(long number, Reply<?> reply) {
    Round disk = onDisk;
    if (filling.number() == number) {
      filling.whenSynced(reply);
    } else if (disk != null && onDiskSyncs && disk.number() == number) {
      disk.whenSynced(reply);
    } else {
      replies.add(reply);
    }
  }

  boolean isDiskBusy() {
    return onDisk != null;
  }

  boolean isIdle() {
    return onDisk == null && filling.isEmpty() && unsynced.isEmpty();
  }

  long journalBytes() {
    return journalBytes;
  }

  /** When {@link #take} should be asked again though nothing happened, on the monotonic clock. */
  OptionalLong nextDeadline() {
    if (onDisk != null || (notesSinceMillis < 0 && journalUnsyncedSinceMillis < 0)) {
      // The disk reports when it is free: looking before would be looking in vain.
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        Math.min(
            notesSinceMillis < 0 ? Long.MAX_VALUE : notesSinceMillis + NOTES_MILLIS,
            journalUnsyncedSinceMillis < 0
                ? Long.MAX_VALUE
                : journalUnsyncedSinceMillis + MAX_UNSYNCED_JOURNAL_MILLIS));
  }

  /** Whether a round would be taken now. */
  boolean isDue() {
    if (onDisk != null) {
      return false;
    }
    boolean notesDue =
        notesSinceMillis >= 0 && moment.monotonicMillis() - notesSinceMillis >= NOTES_MILLIS;
    return !filling.isEmpty() || !unsynced.isEmpty() || notesDue || isJournalSyncDue();
  }

  private boolean isJournalSyncDue() {
    return journalUnsyncedSinceMillis >= 0
        && moment.monotonicMillis() - journalUnsyncedSinceMillis >= MAX_UNSYNCED_JOURNAL_MILLIS;
  }

  /**
   * Hands the filled round to the disk. The disk must be free.
   *
   * @param snapshot makes the journal's snapshot, if the journal is to be replaced in this round
   */
  DiskRound take(
      Optional<Supplier<List<byte[]>>> snapshot,
      List<DiskRound.Checkpoint> checkpoints,
      List<DiskRound.Retention> retentions,
      List<DiskRound.Compaction> compactions) {
    long nowMillis = moment.monotonicMillis();
    Round round = filling;
    boolean sync =
        round.mustSync()
            || round.parts().isEmpty()
            || snapshot.isPresent()
            || !checkpoints.isEmpty()
            || unsyncedBytes + round.bytes() >= MAX_UNSYNCED_BYTES
            || (!unsynced.isEmpty() && nowMillis - unsyncedSinceMillis >= MAX_UNSYNCED_MILLIS);
    boolean reportWritten =
        sync
            && (!round.whenWritten().isEmpty()
                || round.bytes() * EARLY_RELEASE_FRACTION >= backlog.maxBytes()
                || round.parts().stream()
                    .anyMatch(part -> part.partition().published().hasWrittenReaders()));
    Optional<List<byte[]>> records = snapshot.map(Supplier::get);
    boolean syncJournal = round.decides() || isJournalSyncDue();
    List<PublishedPartition> deletions = List.copyOf(round.deletions());
    DiskRound work =
        new DiskRound(
            round.number(),
            deletions,
            List.copyOf(round.creations()),
            List.copyOf(round.alterations()),
            round.parts().stream().map(RoundPart::toWrite).toList(),
            round.bytes(),
            reportWritten,
            sync,
            List.copyOf(round.journal()),
            syncJournal,
            records,
            checkpoints,
            retentions,
            compactions);
    journalBytes = records.isPresent() ? 0 : journalBytes + round.journalBytes();
    notesSinceMillis = -1;
    if (syncJournal || records.isPresent()) {
      journalUnsyncedSinceMillis = -1;
    } else if (journalUnsyncedSinceMillis < 0 && !round.journal().isEmpty()) {
      journalUnsyncedSinceMillis = nowMillis;
    }
    if (unsynced.isEmpty()) {
      unsyncedSinceMillis = nowMillis;
    }
    unsynced.addAll(round.parts());
    unsyncedBytes += round.bytes();
    onDisk = round;
    onDiskSyncs = sync;
    filling = new Round(round.number() + 1);
    return work;
  }

  /** The round on the disk is written. */
  void written() {
    Round round = requireOnDisk();
    if (released) {
      return;
    }
    released = true;
    for (RoundPart part : round.parts()) {
      part.partition().written(part.end());
      part.dropBuffers();
    }
    backlog.release(round.bytes());
    replies.addAll(round.whenWritten());
  }

  /** The round on the disk, and everything before it, is synced. */
  void synced() {
    written();
    if (!onDiskSyncs) {
      return;
    }
    Round round = requireOnDisk();
    for (RoundPart part : unsynced) {
      part.partition().synced(part.end());
    }
    unsynced.clear();
    unsyncedBytes = 0;
    // Markers get their places before anyone hears that the transaction is decided: so they lie
    // before whatever its producer does next.
    round.afterSync().forEach(Runnable::run);
    replies.addAll(round.whenSynced());
    round.whenSynced().clear();
    onDiskSyncs = false;
  }

  /** The disk is free again. */
  void finished() {
    onDisk = null;
    released = false;
  }

  /** Everyone who waits for a round. */
  List<Reply<?>> abandon() {
    List<Reply<?>> waiting = new ArrayList<>();
    Round disk = onDisk;
    if (disk != null) {
      if (!released) {
        waiting.addAll(disk.whenWritten());
      }
      waiting.addAll(disk.whenSynced());
    }
    waiting.addAll(filling.whenWritten());
    waiting.addAll(filling.whenSynced());
    onDisk = null;
    filling = new Round(filling.number() + 1);
    unsynced.clear();
    return waiting;
  }

  private Round requireOnDisk() {
    Round round = onDisk;
    if (round == null) {
      throw new IllegalStateException("The disk reported a round although none was handed to it");
    }
    return round;
  }
}
