package dev.waybill.log.segment;

import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.storage.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds batches in a {@link SegmentView}: an index entry near the goal, confirmed by the batch it
 * points to, then a walk along the headers. Any thread.
 */
public final class SegmentLookup {
  /** What to do about damage below the durable mark; shared by everyone who finds it. */
  public static final String ADVICE =
      "Earlier messages are still served, this one and later ones are not, because they had been"
          + " stored and cannot be trusted now. Restore the file from a backup, or delete the topic"
          + " to give them up; `waybill dump` on the file shows what is readable";

  /** A walk past this many index intervals and batches means that the index has a hole. */
  private static final int LONG_WALK = 2 * EntryFile.GROUP;

  private SegmentLookup() {}

  /** Where a batch lies, from its header. */
  public record Found(
      long position, int sizeBytes, long baseOffset, long lastOffset, long maxTimestamp) {}

  /**
   * The batch that contains an offset; null when the segment ends before it.
   *
   * @throws CorruptLogException when the batches before it are damaged
   */
  public static @Nullable Found find(SegmentView view, long offset) throws IOException {
    if (offset < view.baseOffset() || offset >= view.endOffset()) {
      return null;
    }
    BatchScanner scanner = startNear(view, view.segment().index().floor(offset));
    long start = scanner.position();
    int walked = 0;
    while (true) {
      Found found = next(view, scanner);
      if (found == null) {
        throw ended(view, scanner);
      }
      if (found.lastOffset() >= offset) {
        noticeHole(view, found.position() - start, walked);
        return found;
      }
      walked++;
    }
  }

  /**
   * The first batch, at or after {@code from}, whose youngest record is at or after a timestamp;
   * null when there is none.
   *
   * @throws CorruptLogException when a batch on the way is damaged: what its header says of time
   *     would hide what is looked for
   */
  public static @Nullable Found findTimestamp(SegmentView view, long timestamp, long from)
      throws IOException {
    if (view.isEmpty() || view.maxTimestamp() < timestamp) {
      return null;
    }
    Found start = find(view, Math.max(from, view.baseOffset()));
    SegmentIndex.Time before = view.segment().index().before(timestamp);
    if (before != null && (start == null || before.offset() > start.lastOffset())) {
      Found older = find(view, before.offset());
      if (older == null
          || older.lastOffset() != before.offset()
          || older.maxTimestamp() != before.timestamp()) {
        rebuild(view);
      } else {
        start = older;
      }
    }
    if (start == null) {
      return null;
    }
    BatchScanner scanner =
        BatchScanner.checksums(
            view.segment().log(), start.position(), view.sizeBytes(), start.baseOffset());
    for (Found found = next(view, scanner); found != null; found = next(view, scanner)) {
      if (found.maxTimestamp() >= timestamp) {
        return found;
      }
    }
    return null;
  }

  /**
   * The last known batch boundary in {@code (after, atMost]}; {@code after} when the index knows
   * none. A boundary that the batch there does not confirm is not taken.
   */
  public static Found boundary(SegmentView view, Found after, long atMost) throws IOException {
    SegmentIndex.Place place = view.segment().index().floorPosition(atMost);
    if (place == null || place.position() <= after.position()) {
      return after;
    }
    Found found = headerAt(view, place);
    return found == null ? after : found;
  }

  /** The batch behind a found one; null at the end of the view. */
  public static @Nullable Found following(SegmentView view, Found found) throws IOException {
    return next(
        view,
        BatchScanner.headers(
            view.segment().log(),
            found.position() + found.sizeBytes(),
            view.sizeBytes(),
            found.lastOffset() + 1));
  }

  /**
   * Reads a whole batch whose header alone would keep messages from a reader.
   *
   * @throws CorruptLogException when the batch is damaged, so that its header says nothing
   */
  public static void requireSound(SegmentView view, long position, long baseOffset)
      throws IOException {
    BatchScanner scanner =
        BatchScanner.checksums(view.segment().log(), position, view.sizeBytes(), baseOffset);
    if (next(view, scanner) == null) {
      throw ended(view, scanner);
    }
  }

  private static BatchScanner startNear(SegmentView view, SegmentIndex.@Nullable Place place)
      throws IOException {
    Segment segment = view.segment();
    if (place != null && place.offset() < view.endOffset()) {
      Found found = headerAt(view, place);
      if (found != null) {
        return BatchScanner.headers(
            segment.log(), found.position(), view.sizeBytes(), found.baseOffset());
      }
      rebuild(view);
    }
    return BatchScanner.headers(segment.log(), 0, view.sizeBytes(), view.baseOffset());
  }

  /** The batch an index entry speaks of; null when the log does not confirm the entry. */
  private static @Nullable Found headerAt(SegmentView view, SegmentIndex.Place place)
      throws IOException {
    if (place.position() < 0 || place.position() >= view.sizeBytes()) {
      return null;
    }
    ByteBuffer header = ByteBuffer.allocate(BatchFormat.HEADER_BYTES);
    view.segment().read(header, place.position());
    header.flip();
    try {
      RecordBatch batch = RecordBatch.at(header, 0);
      batch.validateHeader(view.sizeBytes() - place.position());
      return batch.lastOffset() == place.offset() ? found(batch, place.position()) : null;
    } catch (InvalidBatchException notABatch) {
      return null;
    }
  }

  private static @Nullable Found next(SegmentView view, BatchScanner scanner) throws IOException {
    long position = scanner.position();
    RecordBatch batch = scanner.next();
    if (batch != null) {
      return found(batch, position);
    }
    if (scanner.problem() != null) {
      throw ended(view, scanner);
    }
    return null;
  }

  private static Found found(RecordBatch batch, long position) {
    return new Found(
        position,
        batch.sizeInBytes(),
        batch.baseOffset(),
        batch.lastOffset(),
        batch.maxTimestamp());
  }

  private static CorruptLogException ended(SegmentView view, BatchScanner scanner) {
    String problem = scanner.problem();
    return new CorruptLogException(
        view.segment().description(),
        scanner.position(),
        scanner.expectedOffset(),
        problem == null
            ? "expected batches up to offset "
                + view.endOffset()
                + ", found the end at offset "
                + scanner.expectedOffset()
            : problem,
        ADVICE);
  }

  private static void noticeHole(SegmentView view, long bytes, int batches) {
    if (batches > LONG_WALK && bytes > (long) LONG_WALK * view.segment().indexIntervalBytes()) {
      rebuild(view);
    }
  }

  /** Refills the indexes from the log, as far as it is sound. */
  private static void rebuild(SegmentView view) {
    Segment segment = view.segment();
    segment
        .index()
        .rebuild(
            index -> {
              BatchScanner scanner =
                  BatchScanner.headers(segment.log(), 0, view.sizeBytes(), view.baseOffset());
              long next = 0;
              SegmentIndex.Time youngest = new SegmentIndex.Time(Long.MIN_VALUE, -1);
              for (Found found = next(view, scanner); found != null; found = next(view, scanner)) {
                if (found.maxTimestamp() > youngest.timestamp()) {
                  youngest = new SegmentIndex.Time(found.maxTimestamp(), found.lastOffset());
                }
                if (found.position() >= next) {
                  index.add(new SegmentIndex.Place(found.lastOffset(), found.position()), youngest);
                  next = found.position() + segment.indexIntervalBytes();
                }
              }
            });
  }
}
