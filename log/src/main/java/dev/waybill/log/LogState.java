package dev.waybill.log;

import dev.waybill.log.compaction.CleanPoints;
import dev.waybill.log.segment.SegmentView;
import dev.waybill.log.storage.CorruptLogException;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition begins, ends and is durable, and what readers are shown of it.
 *
 * <pre>
 *   logStart ≤ syncedEnd ≤ end        mutating thread's ──► publish…() ──► snapshot(), any thread
 * </pre>
 *
 * Below damage the offsets up to the durable mark count as there: they were acknowledged.
 */
final class LogState {
  final SegmentList segments;
  final @Nullable CorruptLogException damage;
  private long logStart;
  private long syncedEnd;
  private long durableMark;
  private CleanPoints clean;
  private volatile LogSnapshot snapshot;

  LogState(
      SegmentList segments,
      long logStart,
      long durableMark,
      CleanPoints clean,
      @Nullable CorruptLogException damage) {
    this.clean = clean;
    this.segments = segments;
    this.damage = damage;
    this.logStart = logStart;
    this.syncedEnd = segments.active().endOffset();
    this.durableMark = durableMark;
    this.snapshot = capture(segments.sealedViews());
  }

  LogSnapshot snapshot() {
    return snapshot;
  }

  long logStart() {
    return logStart;
  }

  long syncedEnd() {
    return syncedEnd;
  }

  long end() {
    return segments.active().endOffset();
  }

  CleanPoints clean() {
    return clean;
  }

  /** What has been compacted; {@link #publishSegments} is to follow. */
  void isClean(CleanPoints now) {
    clean = now;
  }

  /** Everything before an offset is durable. */
  void synced(long end) {
    syncedEnd = end;
    durableMark = Math.max(durableMark, end);
    publish();
  }

  /** Seals the active segment and shows the next one. */
  void roll() {
    segments.roll();
    publishSegments();
  }

  /** Nothing before an offset is there any more; {@link #publishSegments} is to follow. */
  void startsAt(long offset) {
    logStart = offset;
  }

  /** Shows what the active segment has got. */
  void publish() {
    snapshot = capture(snapshot.sealed());
  }

  /** Shows other segments than before. */
  void publishSegments() {
    snapshot = capture(segments.sealedViews());
  }

  private LogSnapshot capture(SegmentView[] sealedViews) {
    long end = end();
    return new LogSnapshot(
        sealedViews,
        segments.active().view(),
        logStart,
        damage == null ? end : Math.max(end, durableMark),
        damage == null ? syncedEnd : Math.max(end, durableMark),
        clean,
        damage);
  }

  /**
   * Ends before the bytes are cut: readers must not be shown what is about to go.
   *
   * @param position where the active segment is going to end
   */
  void endsAt(long newStart, long end, long position) {
    logStart = newStart;
    durableMark = end;
    syncedEnd = end;
    SegmentView view = segments.active().view();
    snapshot =
        new LogSnapshot(
            segments.sealedViews(),
            new SegmentView(
                view.segment(), position, end, view.maxTimestamp(), view.maxTimestampOffset()),
            logStart,
            end,
            end,
            clean,
            damage);
  }
}
