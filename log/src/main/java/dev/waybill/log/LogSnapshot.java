package dev.waybill.log;

import dev.waybill.log.compaction.CleanPoints;
import dev.waybill.log.segment.SegmentView;
import dev.waybill.log.storage.CorruptLogException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a partition holds at one moment. Immutable, so any thread may read with it for as long as it
 * likes; only retention and truncation take bytes away, and such reads fail with {@link
 * OffsetOutOfRangeException}.
 *
 * <pre>
 *   logStartOffset ≤ … ≤ syncedEndOffset ≤ writtenEndOffset
 *   sealed[0] │ sealed[1] │ … │ active        consecutive, without gaps
 * </pre>
 */
public final class LogSnapshot {
  private final SegmentView[] sealed;
  private final SegmentView active;
  private final long logStartOffset;
  private final long writtenEndOffset;
  private final long syncedEndOffset;
  private final CleanPoints clean;
  private final @Nullable CorruptLogException damage;

  LogSnapshot(
      SegmentView[] sealed,
      SegmentView active,
      long logStartOffset,
      long writtenEndOffset,
      long syncedEndOffset,
      CleanPoints clean,
      @Nullable CorruptLogException damage) {
    this.sealed = sealed;
    this.active = active;
    this.logStartOffset = logStartOffset;
    this.writtenEndOffset = writtenEndOffset;
    this.syncedEndOffset = syncedEndOffset;
    this.clean = clean;
    this.damage = damage;
  }

  /** The smallest offset that can be read. */
  public long logStartOffset() {
    return logStartOffset;
  }

  /** The offset after the last message written. */
  public long writtenEndOffset() {
    return writtenEndOffset;
  }

  /** The offset after the last message that this log has synced. */
  public long syncedEndOffset() {
    return syncedEndOffset;
  }

  /** What of it has been compacted. */
  public CleanPoints clean() {
    return clean;
  }

  /** The damage, if recovery found some below the durable mark: see {@link PartitionLog#open}. */
  public Optional<CorruptLogException> damage() {
    return Optional.ofNullable(damage);
  }

  /** Bytes of all batches in all segments. */
  public long sizeBytes() {
    long bytes = active.sizeBytes();
    for (SegmentView view : sealed) {
      bytes += view.sizeBytes();
    }
    return bytes;
  }

  /** Number of segments, the active one included. */
  public int segmentCount() {
    return sealed.length + 1;
  }

  /** A segment by its number, from the oldest. */
  SegmentView segment(int number) {
    return number == sealed.length ? active : sealed[number];
  }

  SegmentView[] sealed() {
    return sealed;
  }

  /** Where readable offsets end: at the damage, if there is some. */
  long readableEndOffset() {
    return active.endOffset();
  }

  /** The number of the last segment that starts at or before an offset. */
  int segmentOf(long offset) {
    int low = 0;
    int high = sealed.length;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (segment(middle).baseOffset() <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  @Override
  public String toString() {
    return "offsets "
        + logStartOffset
        + " to "
        + writtenEndOffset
        + " ("
        + syncedEndOffset
        + " synced) in "
        + segmentCount()
        + " segments";
  }
}
