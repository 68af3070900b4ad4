package dev.waybill.log;

import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.log.segment.SegmentLookup;
import dev.waybill.log.segment.SegmentLookup.Found;
import dev.waybill.log.segment.SegmentView;
import dev.waybill.log.storage.CorruptLogException;
import java.io.IOException;
import java.util.function.LongPredicate;

/** Finds records of one snapshot by their timestamps. */
final class TimeLookup {
  private final LogReader reader;
  private final LogSnapshot snapshot;
  private final long start;
  private final long toExclusive;
  private final Decompressor decompressor;

  TimeLookup(
      LogReader reader,
      LogSnapshot snapshot,
      long from,
      long toExclusive,
      Decompressor decompressor) {
    this.reader = reader;
    this.snapshot = snapshot;
    this.start = Math.max(from, snapshot.logStartOffset());
    this.toExclusive = toExclusive;
    this.decompressor = decompressor;
  }

  private interface Search {
    TimestampedOffset run() throws IOException;
  }

  private TimestampedOffset guarded(Search search) throws IOException {
    try {
      return search.run();
    } catch (IOException e) {
      throw reader.explained(e, start);
    }
  }

  /** The first record at or after a timestamp. */
  TimestampedOffset first(long timestamp) throws IOException {
    return guarded(
        () -> {
          for (int i = snapshot.segmentOf(start); i < snapshot.segmentCount(); i++) {
            TimestampedOffset hit = first(snapshot.segment(i), timestamp);
            if (hit.offset() >= 0) {
              return hit;
            }
          }
          requireUndamaged();
          return TimestampedOffset.NONE;
        });
  }

  private TimestampedOffset first(SegmentView view, long timestamp) throws IOException {
    long from = Math.max(start, view.baseOffset());
    while (from < Math.min(view.endOffset(), toExclusive)) {
      Found found = SegmentLookup.findTimestamp(view, timestamp, from);
      if (found == null) {
        break;
      }
      TimestampedOffset hit = youngest(found, candidate -> candidate >= timestamp, true);
      if (hit.offset() >= 0) {
        return hit;
      }
      from = found.lastOffset() + 1;
    }
    return TimestampedOffset.NONE;
  }

  /** The first record with the largest timestamp. */
  TimestampedOffset youngest() throws IOException {
    return guarded(
        () -> {
          TimestampedOffset best = TimestampedOffset.NONE;
          for (int i = snapshot.segmentOf(start); i < snapshot.segmentCount(); i++) {
            SegmentView view = snapshot.segment(i);
            if (!view.isEmpty() && view.maxTimestamp() > best.timestamp()) {
              best = youngest(view, best);
            }
          }
          requireUndamaged();
          return best;
        });
  }

  private TimestampedOffset youngest(SegmentView view, TimestampedOffset atLeast)
      throws IOException {
    TimestampedOffset best = atLeast;
    // A segment that is not wholly in range may have its youngest record outside of it.
    boolean whole =
        view.baseOffset() >= start
            && view.endOffset() <= toExclusive
            && view.maxTimestampOffset() >= view.baseOffset()
            && view.maxTimestampOffset() < view.endOffset();
    Found found =
        SegmentLookup.find(
            view, whole ? view.maxTimestampOffset() : Math.max(start, view.baseOffset()));
    while (found != null && found.baseOffset() < toExclusive) {
      if (found.maxTimestamp() > best.timestamp()) {
        TimestampedOffset hit = youngest(found, candidate -> true, false);
        best = hit.timestamp() > best.timestamp() ? hit : best;
      } else {
        SegmentLookup.requireSound(view, found.position(), found.baseOffset());
      }
      found = whole ? null : SegmentLookup.following(view, found);
    }
    return best;
  }

  private void requireUndamaged() throws IOException {
    CorruptLogException damage = snapshot.damage().orElse(null);
    if (damage != null && toExclusive > snapshot.readableEndOffset()) {
      throw new CorruptLogException(damage);
    }
  }

  /** The youngest record of a batch that is in range and wanted, or the first such record. */
  private TimestampedOffset youngest(Found found, LongPredicate wanted, boolean firstSuffices)
      throws IOException {
    long from = Math.max(found.baseOffset(), start);
    RecordBatch batch =
        RecordBatch.at(
            reader.read(snapshot, from, Long.MAX_VALUE, found.sizeBytes(), null, true), 0);
    TimestampedOffset best = TimestampedOffset.NONE;
    try {
      RecordCursor cursor = batch.records(decompressor);
      while (cursor.next() && !(firstSuffices && best.offset() >= 0)) {
        boolean inRange = cursor.offset() >= start && cursor.offset() < toExclusive;
        boolean younger = best.offset() < 0 || cursor.timestamp() > best.timestamp();
        if (inRange && younger && wanted.test(cursor.timestamp())) {
          best = new TimestampedOffset(cursor.offset(), cursor.timestamp());
        }
      }
      return best;
    } catch (UnsupportedOperationException compressed) {
      // The header is all that can be read: the batch's first offset is the safe side.
      return from < toExclusive
          ? new TimestampedOffset(from, batch.maxTimestamp())
          : TimestampedOffset.NONE;
    }
  }
}
