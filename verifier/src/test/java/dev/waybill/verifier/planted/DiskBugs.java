package dev.waybill.verifier.planted;

import static dev.waybill.verifier.check.AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE;
import static dev.waybill.verifier.check.AnomalyKind.CORRUPT;
import static dev.waybill.verifier.check.AnomalyKind.FALSE_OK;
import static dev.waybill.verifier.check.AnomalyKind.INCONSISTENT_OFFSET;
import static dev.waybill.verifier.check.AnomalyKind.LOST_WRITE;
import static dev.waybill.verifier.check.AnomalyKind.POSITION_OUTPUT_SPLIT;
import static dev.waybill.verifier.check.AnomalyKind.POSITION_REGRESSION;
import static dev.waybill.verifier.check.AnomalyKind.TORN_TRANSACTION;
import static dev.waybill.verifier.check.AnomalyKind.UNSEEN;
import static dev.waybill.verifier.check.AnomalyKind.VOLATILE_READ;
import static dev.waybill.verifier.planted.PlantedBug.named;

import dev.waybill.verifier.check.AnomalyKind;
import java.util.List;

/** Between the disk and those who rely on it. */
final class DiskBugs {
  private static final AnomalyKind[] LOSS = {
    ACKNOWLEDGED_BEFORE_DURABLE, VOLATILE_READ, LOST_WRITE, UNSEEN, FALSE_OK
  };
  private static final AnomalyKind[] FORGOTTEN = {
    POSITION_REGRESSION, POSITION_OUTPUT_SPLIT, TORN_TRANSACTION, LOST_WRITE, UNSEEN, FALSE_OK
  };

  private DiskBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        named("acknowledged-before-sync", "A publish is answered when it is written, not synced.")
            .in("broker.core.AppendDesk", "answer")
            .by(Alter.calling("Round.whenSynced", "whenWritten"))
            .quick()
            .shows(LOSS),
        named("partitions-never-synced", "Rounds sync the journal and no partition.")
            .in("broker.disk.Disk", "syncPartitions")
            .by(Alter.toNothing())
            .quick()
            .shows(LOSS),
        named(
                "journal-before-partitions",
                "A commit is durable before the messages that it commits.")
            .in("broker.disk.Disk", "execute")
            .by(Alter.moving("Disk.journal", "DiskRound.writes"))
            .hunted("power")
            .shows(TORN_TRANSACTION, LOST_WRITE, UNSEEN, FALSE_OK, POSITION_OUTPUT_SPLIT),
        named("journal-never-synced", "Decisions are written and not synced.")
            .in("log.journal.RecordFile", "sync")
            .by(Alter.without("StorageFile.sync"))
            .quick()
            .shows(FORGOTTEN),
        named("journal-sync-left-out", "A round forgets that its decisions are waited for.")
            .in("broker.disk.Disk", "journal")
            .by(Alter.instead("DiskRound.syncJournal", false))
            .quick()
            .shows(FORGOTTEN),
        named("journal-snapshot-not-synced", "The journal is replaced by a file without content.")
            .in("log.journal.RecordFile", "replace")
            .by(Alter.without("StorageFile.sync"))
            .hunted("power")
            .quick()
            .shows(FORGOTTEN),
        named("journal-name-not-synced", "The journal is replaced by a file without a name.")
            .in("log.journal.RecordFile", "syncName")
            .by(Alter.toNothing())
            .quick()
            .shows(FORGOTTEN),
        named("directory-not-synced", "A new segment has no name after a power loss.")
            .in("log.LogDirectory", "sync")
            .by(Alter.without("Storage.syncDirectory"))
            .quick()
            .shows(LOSS),
        named("checkpoint-name-not-synced", "Files go that the checkpoint of before still names.")
            .in("log.CheckpointFile", "save")
            .by(Alter.without("Storage.syncDirectory"))
            .hunted("power")
            .quick()
            .shows(LOSS),
        named("failed-sync-ignored", "A sync that failed passes for one that worked.")
            .in("log.SyncRounds", "run")
            .by(Alter.ignoring("SyncRounds.syncAll", null))
            .hunted("syncs")
            .quick()
            .shows(LOSS),
        named("failed-sync-repeated", "A sync that failed is tried again, and finds clean pages.")
            .in("log.PartitionLog", "sync")
            .by(Alter.hooking("Segment.sync", "syncAgain"))
            .hunted("syncs")
            .quick()
            .shows(LOSS),
        named("failed-journal-sync-ignored", "A failed sync of the journal is not noticed.")
            .in("log.journal.RecordFile", "sync")
            .by(Alter.hooking("StorageFile.sync", "syncQuietly"))
            .hunted("syncs")
            .shows(FORGOTTEN),
        named(
                "failed-round-goes-on",
                "After a failed round the broker answers as if it had worked.")
            .in("broker.disk.Disk", "execute")
            .by(Alter.hooking("Disk$Listener.failed", "failureIsFine"))
            .hunted("syncs")
            .quick()
            .shows(LOSS),
        named("roll-forgets-the-full-segment", "What a full segment got last is not synced.")
            .in("log.PartitionLog", "append([")
            .by(Alter.hooking("Set.add", "onlyLast"))
            .quick()
            .shows(LOSS),
        named("unsynced-tail-trusted", "Recovery serves what only the page cache has.")
            .in("log.RecoveryScan", "scanSegment")
            .by(Alter.neverIfAfter("RecordBatch.baseOffset#1"))
            .hunted("syncs")
            .quick()
            .shows(LOSS),
        named("unsynced-journal-tail-trusted", "Recovery obeys decisions that may yet vanish.")
            .in("log.journal.RecordFile", "open/4")
            .by(Alter.alwaysIf(5, 5))
            .hunted("syncs")
            .shows(FORGOTTEN),
        named("torn-tail-stays", "What follows the last whole batch is not cut off.")
            .in("log.LogRecovery", "dropUnsound")
            .by(Alter.toHook("none"))
            .hunted("power")
            .elusive(
                "Batches of before the crash must lie behind the new ones to the byte, "
                    + "and one more crash must find them there.")
            .shows(INCONSISTENT_OFFSET, LOST_WRITE, UNSEEN, FALSE_OK, CORRUPT),
        named("torn-batch-accepted", "Recovery checks headers and not what follows them.")
            .in("log.RecoveryScan", "scanSegment")
            .by(Alter.reading("CHECKSUMS", "HEADERS"))
            .hunted("power")
            .elusive(
                "A batch must lose a sector in its middle. Simulated messages are "
                    + "small, so hardly any batch has three.")
            .shows(CORRUPT, LOST_WRITE, UNSEEN, FALSE_OK),
        named("rewritten-tail-has-no-name", "Recovery's copy of the tail may vanish.")
            .in("log.LogRecovery", "rewriteTails")
            .by(Alter.without("Storage.syncDirectory"))
            .hunted("power")
            .quick()
            .shows(LOSS),
        named("rewritten-tail-not-synced", "Recovery's copy of the tail has no content.")
            .in("log.FileStretch", "copyTo")
            .by(Alter.without("StorageFile.sync"))
            .hunted("power")
            .quick()
            .shows(LOSS),
        named("durable-mark-too-early", "The journal calls durable what is still being written.")
            .in("broker.core.Partition", "durableMark")
            .by(Alter.reading("syncedEnd", "nextOffset"))
            .hunted("power")
            .elusive(
                "A mark is written after the data that it covers; only one that "
                    + "survives alone of an unsynced round shows.")
            .shows(LOSS),
        named("high-watermark-before-sync", "Consumers read what a power loss may take.")
            .in("broker.core.Rounds", "written")
            .by(Alter.calling("Partition.written", "synced"))
            .quick()
            .shows(LOSS),
        named("retention-deletes-one-too-many", "Retention takes every closed segment.")
            .in("log.SegmentList", "removeBefore")
            .by(Alter.without("List.removeIf"))
            .shows(LOSS),
        named("trimmed-without-a-note", "Segments go before the checkpoint says so.")
            .in("log.LogTrimming", "removeBefore")
            .by(Alter.without("LogDirectory.save"))
            .shows(LOSS));
  }
}
