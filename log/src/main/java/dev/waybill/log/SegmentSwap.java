package dev.waybill.log;

import dev.waybill.log.compaction.Replacement;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts compacted segments in the place of their sources, all of an order or none.
 *
 * <pre>
 *   sync names ─► checkpoint "replacing BASE by EXTENT" ─► rename, delete ─► sync ─► checkpoint
 *        │ crash                     │ crash or later
 *        ▼                           ▼
 *   old segments,               next open: finish; whatever was
 *   drafts are deleted          done already is done again
 * </pre>
 *
 * <p>Invariant: a checkpoint speaks of a draft only after content and name of the draft are
 * durable. Until the checkpoint without it is, the draft is there under one of its two names.
 */
final class SegmentSwap {
  private final Storage storage;
  private final String path;
  private final LogDirectory directory;
  private final LogState state;

  SegmentSwap(Storage storage, String path, LogDirectory directory, LogState state) {
    this.storage = storage;
    this.path = path;
    this.directory = directory;
    this.state = state;
  }

  /** Whether all sources are closed segments of the log still. */
  boolean isApplicable(Replacement replacement) {
    return state.segments.holds(replacement.sources());
  }

  /**
   * Replaces; the log is synced.
   *
   * @param before what holds without the replacements
   */
  void replace(List<Replacement> replacements, Checkpoint before) throws IOException {
    directory.nameAdded();
    directory.sync();
    List<Checkpoint.Replacing> notes = new ArrayList<>();
    for (Replacement each : replacements) {
      notes.add(new Checkpoint.Replacing(each.baseOffset(), each.number(), each.draft().extent()));
    }
    Checkpoint replacing = before.replacing(notes);
    directory.save(replacing);
    for (Replacement each : replacements) {
      swap(each);
    }
    state.publishSegments();
    storage.syncDirectory(path);
    directory.save(replacing.replaced());
  }

  private void swap(Replacement each) throws IOException {
    List<Segment> sources = each.sources();
    for (Segment source : sources) {
      source.retire();
    }
    String target = SegmentNames.path(path, each.baseOffset(), SegmentNames.LOG);
    storage.rename(SegmentNames.compacted(path, each.baseOffset(), each.number()), target);
    for (Segment source : sources.subList(1, sources.size())) {
      storage.delete(source.path());
    }
    Segment segment =
        new Segment(
            storage,
            path,
            each.baseOffset(),
            sources.get(0).indexIntervalBytes(),
            each.draft().extent());
    segment.adoptIndex(each.draft());
    state.segments.replace(sources, segment);
  }

  /**
   * Ends the replacements that an earlier run left unfinished, durably.
   *
   * @return the checkpoint to go on with
   */
  static Checkpoint finish(Storage storage, String path, Checkpoint checkpoint) throws IOException {
    for (Checkpoint.Replacing each : checkpoint.replacing) {
      finish(storage, path, each);
    }
    storage.syncDirectory(path);
    Checkpoint finished = checkpoint.replaced();
    CheckpointFile.save(storage, path, finished);
    return finished;
  }

  private static void finish(Storage storage, String path, Checkpoint.Replacing each)
      throws IOException {
    long base = each.baseOffset();
    String draft = SegmentNames.compacted(path, base, each.number());
    if (storage.exists(draft)) {
      storage.rename(draft, SegmentNames.path(path, base, SegmentNames.LOG));
    }
    for (long other : SegmentNames.baseOffsets(storage.list(path))) {
      if (other >= base && other < each.extent().endOffset()) {
        deleteIfThere(storage, SegmentNames.path(path, other, SegmentNames.OFFSET_INDEX));
        deleteIfThere(storage, SegmentNames.path(path, other, SegmentNames.TIME_INDEX));
        if (other > base) {
          storage.delete(SegmentNames.path(path, other, SegmentNames.LOG));
        }
      }
    }
  }

  private static void deleteIfThere(Storage storage, String file) throws IOException {
    if (storage.exists(file)) {
      storage.delete(file);
    }
  }
}
