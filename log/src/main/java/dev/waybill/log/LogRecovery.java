package dev.waybill.log;

import dev.waybill.log.compaction.CleanPoints;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.Segment.Extent;
import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of a partition after any end of the last run.
 *
 * <pre>
 *      log start          checkpoint          durable mark           end of sound batches
 *          │ trusted, unread   │ scanned, kept       │ scanned, rewritten      │ cut off
 *   ───────┴───────────────────┴─────────────────────┴─────────────────────────┴───────────
 *                                damage here is corruption   damage here is a torn tail
 * </pre>
 *
 * <p>What lies above the mark may be in the page cache only, and marked clean there by a failed
 * sync. It is therefore copied to new files, which are synced and then renamed into place; the old
 * bytes are never overwritten, so a crash at any point here leaves one whole copy.
 *
 * <p>A cut may be in the page cache only, too. A segment that has been cut therefore gets no more
 * batches, and its successor is there before the cut: whatever comes back lies behind the
 * successor's base offset, where no scan looks.
 */
final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

  private final Storage storage;
  private final String directory;
  private final LogDirectory names;
  private final LogSettings settings;
  private final BatchVisitor visitor;

  LogRecovery(
      Storage storage,
      String directory,
      LogDirectory names,
      LogSettings settings,
      BatchVisitor visitor) {
    this.storage = storage;
    this.directory = directory;
    this.names = names;
    this.settings = settings;
    this.visitor = visitor;
  }

  /**
   * The segments in order, the last one to be appended to, and what else the log must know.
   *
   * @param uncut segments whose files still hold what was copied out of them, behind their end
   */
  record Recovered(
      List<Segment> segments,
      long logStartOffset,
      CleanPoints clean,
      RecoveryReport report,
      List<Segment> uncut) {}

  Recovered run(long durableOffsetHint) throws IOException {
    List<String> found = names.listOrCreate();
    for (String name : found) {
      if (name.endsWith(SegmentNames.DRAFT)) {
        storage.delete(directory + "/" + name);
      }
    }
    CheckpointFile.Loaded loaded =
        found.contains(CheckpointFile.NAME)
            ? CheckpointFile.load(storage, directory)
            : CheckpointFile.Loaded.NONE;
    Checkpoint checkpoint = loaded.checkpoint();
    List<Long> bases = SegmentNames.baseOffsets(found);
    if (!isUntouchedSince(checkpoint, bases)) {
      names.syncInherited();
    }
    if (checkpoint != null && checkpoint.isReplacing()) {
      checkpoint = SegmentSwap.finish(storage, directory, checkpoint);
      bases = SegmentNames.baseOffsets(storage.list(directory));
    }
    deleteDrafts(found);
    if (checkpoint != null && checkpoint.isTruncating()) {
      checkpoint = Truncation.finish(storage, directory, checkpoint);
      bases = SegmentNames.baseOffsets(storage.list(directory));
    }
    if (loaded.damaged()) {
      LOG.warn(
          "The checkpoint of {}/{} is damaged. All segments are scanned instead, which takes longer;"
              + " what retention had deleted within a segment is readable again.",
          storage.description(),
          directory);
    }
    long mark = Math.max(durableOffsetHint, checkpoint == null ? 0 : checkpoint.durableMark);
    long logStart = logStart(checkpoint, loaded.damaged(), bases);
    forgetDeleted(bases, logStart);
    RecoveryScan scan = new RecoveryScan(storage, directory, settings, visitor, logStart, mark);
    scan.run(checkpoint, bases);
    if (!scan.foundCheckpointOnly()) {
      names.syncInherited();
    }
    CorruptLogException damage = scan.damage();
    long rewritten = 0;
    List<Segment> uncut = List.of();
    if (damage == null) {
      rewritten = rewriteTails(scan);
      uncut = dropUnsound(scan);
    }
    if (scan.segments.isEmpty()) {
      scan.segments.add(emptySegment(scan.expected));
    }
    return new Recovered(
        scan.segments,
        logStart,
        checkpoint == null ? CleanPoints.NONE : checkpoint.clean,
        report(scan, mark, loaded.damaged(), rewritten, damage),
        uncut);
  }

  /** Those of a compaction that was not decided. */
  private void deleteDrafts(List<String> found) throws IOException {
    for (String name : found) {
      String draft = directory + "/" + name;
      if (name.endsWith(SegmentNames.COMPACTED) && storage.exists(draft)) {
        storage.delete(draft);
      }
    }
  }

  /**
   * Whether all names but the checkpoint's own are durable, if no more than it lists is found. Not
   * so where its start lies within a segment: an older one would bring deleted messages back.
   */
  private static boolean isUntouchedSince(@Nullable Checkpoint checkpoint, List<Long> bases) {
    return checkpoint != null
        && !checkpoint.isTruncating()
        && !checkpoint.isReplacing()
        && (bases.isEmpty() || bases.get(0) == checkpoint.logStartOffset);
  }

  /**
   * Only a checkpoint moves the start away from 0. Where there never was one, a first segment that
   * starts later is the rest of writes whose beginning did not survive.
   */
  private static long logStart(
      @Nullable Checkpoint checkpoint, boolean checkpointDamaged, List<Long> bases) {
    if (checkpoint != null) {
      return checkpoint.logStartOffset;
    }
    return checkpointDamaged && !bases.isEmpty() ? bases.get(0) : 0;
  }

  /** Removes segments that retention had given up, but whose files came back with the power. */
  private void forgetDeleted(List<Long> bases, long logStart) throws IOException {
    while (bases.size() > 1 && bases.get(1) <= logStart) {
      emptySegment(bases.get(0)).delete();
      bases.remove(0);
    }
  }

  /**
   * Makes new, synced files of the tails. A crash between any two steps is recovered the same way.
   */
  private long rewriteTails(RecoveryScan scan) throws IOException {
    long rewritten = 0;
    for (RecoveryScan.Tail tail : scan.tails) {
      FileStretch bytes = tail.bytes();
      long length = bytes.to() - bytes.from();
      bytes.copyTo(storage, tail.target().path(), scan.buffer(length));
      storage.syncDirectory(directory);
      scan.segments.add(tail.target());
      rewritten += length;
    }
    return rewritten;
  }

  /**
   * Cuts and deletes what is not kept, durably: it must not come back behind new messages.
   *
   * <p>Files whose tail was copied are not cut yet. Readers may have been sent that tail by the
   * process that died, as references to the file's pages (sendfile): cut now, they would read zeros
   * in what is still on its way. It cannot come back: the next segment begins with the copy, and a
   * scan ends there.
   *
   * @return those that are still to be cut
   */
  private List<Segment> dropUnsound(RecoveryScan scan) throws IOException {
    for (long base : scan.toDelete) {
      emptySegment(base).delete();
    }
    List<Segment> segments = scan.segments;
    if (!segments.isEmpty() && scan.toCut.contains(segments.get(segments.size() - 1))) {
      Segment successor = emptySegment(scan.expected);
      storage.open(successor.path(), true).close();
      segments.add(successor);
    }
    if (!scan.toDelete.isEmpty() || !scan.toCut.isEmpty()) {
      storage.syncDirectory(directory);
    }
    List<Segment> uncut = new ArrayList<>(0);
    for (Segment segment : scan.toCut) {
      if (scan.isCopiedFrom(segment)) {
        uncut.add(segment);
      } else {
        segment.cutToSize();
      }
    }
    return uncut;
  }

  private Segment emptySegment(long base) {
    return new Segment(storage, directory, base, settings.indexIntervalBytes(), Extent.empty(base));
  }

  private RecoveryReport report(
      RecoveryScan scan,
      long mark,
      boolean checkpointDamaged,
      long rewritten,
      @Nullable CorruptLogException damage) {
    CorruptLogException stop = scan.stop;
    String place = storage.description() + "/" + directory;
    if (damage != null) {
      LOG.error("Partition {} is damaged below its durable mark {}.", place, mark, damage);
    } else if (scan.truncatedBytes > 0) {
      LOG.warn(
          "Partition {}: cut off {} bytes of an unfinished write behind offset {} ({}). They lay"
              + " above the durable mark, offset {}: no synced message is lost.",
          place,
          scan.truncatedBytes,
          scan.expected,
          stop == null ? "left from an interrupted recovery" : stop.problem(),
          mark);
    }
    return new RecoveryReport(
        scan.expected,
        mark,
        scan.scannedBatches,
        scan.scannedBytes,
        rewritten,
        damage == null ? scan.truncatedBytes : 0,
        checkpointDamaged,
        Optional.ofNullable(damage));
  }
}
