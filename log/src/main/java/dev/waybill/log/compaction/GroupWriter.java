package dev.waybill.log.compaction;

import dev.waybill.log.record.BatchFilter;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.segment.SegmentDraft;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what remains of some neighbours into one draft. Runs of batches that are gone become one
 * empty batch, so that the offsets stay dense.
 */
final class GroupWriter {
  private final SegmentDraft draft;
  private boolean changed;
  private long gapFrom = -1;
  private long gapEnd;

  GroupWriter(SegmentDraft draft) {
    this.draft = draft;
  }

  /**
   * Writes a batch.
   *
   * @param batch as it was
   * @param kept what remains of it; null for nothing
   */
  void add(RecordBatch batch, @Nullable RecordBatch kept) throws IOException {
    if (kept == null) {
      gapFrom = gapFrom < 0 ? batch.baseOffset() : gapFrom;
      gapEnd = batch.nextOffset();
      return;
    }
    closeGap();
    changed |= kept != batch;
    draft.append(kept);
  }

  private void closeGap() throws IOException {
    if (gapFrom >= 0) {
      draft.append(RecordBatch.at(BatchFilter.gap(gapFrom, gapEnd), 0));
      gapFrom = -1;
    }
  }

  /** After the last batch: whether it is worth the swap. */
  boolean end(long sourceBytes) throws IOException {
    closeGap();
    return changed || draft.sizeBytes() != sourceBytes;
  }
}
