package dev.waybill.verifier.planted;

import static dev.waybill.verifier.check.AnomalyKind.FALSE_OK;
import static dev.waybill.verifier.check.AnomalyKind.INCONSISTENT_OFFSET;
import static dev.waybill.verifier.check.AnomalyKind.LOST_WRITE;
import static dev.waybill.verifier.check.AnomalyKind.UNSEEN;
import static dev.waybill.verifier.planted.PlantedBug.named;

import dev.waybill.verifier.check.AnomalyKind;
import java.util.List;

/** Compacted topics. */
final class CompactionBugs {
  private static final AnomalyKind[] LOSS = {LOST_WRITE, UNSEEN, FALSE_OK, INCONSISTENT_OFFSET};

  private CompactionBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        named("compaction-drops-the-last-value", "The latest message of a key goes, too.")
            .in("log.compaction.BatchCleaner", "isWanted")
            .by(Alter.ignoring("LatestOffsets.isLatest", false))
            .quick()
            .shows(LOSS),
        named("compacted-segment-not-synced", "A compacted segment replaces the old ones unsynced.")
            .in("log.segment.SegmentDraft", "finish")
            .by(Alter.without("StorageFile.sync"))
            .hunted("power")
            .quick()
            .shows(LOSS),
        named(
                "compaction-without-a-note",
                "A crash amid the replacement of segments is not finished.")
            .in("log.SegmentSwap", "replace")
            .by(Alter.without("LogDirectory.save#1"))
            .hunted("power")
            .quick()
            .shows(LOSS));
  }
}
