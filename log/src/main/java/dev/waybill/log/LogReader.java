package dev.waybill.log;

import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.SegmentLookup;
import dev.waybill.log.segment.SegmentLookup.Found;
import dev.waybill.log.segment.SegmentView;
import dev.waybill.log.storage.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition by snapshot, from any number of threads. Remembers where some recent reads
 * ended, because the next one mostly continues there.
 */
final class LogReader {
  private static final int HINTS = 16;
  private static final int FIRST_READ_BYTES = 16 * 1024;

  /** A batch boundary. Only ever a guess: the batch found there must have the offset. */
  private record Hint(long offset, Segment segment, long position) {}

  private final PartitionLog log;
  // Written without a lock: a lost or stale hint costs an index lookup.
  private final @Nullable Hint[] hints = new @Nullable Hint[HINTS];

  LogReader(PartitionLog log) {
    this.log = log;
  }

  void remember(long offset, Segment segment, long position) {
    hints[slot(offset)] = new Hint(offset, segment, position);
  }

  /** After a truncation or a compaction, when offsets begin to lie elsewhere. */
  void forgetAll() {
    Arrays.fill(hints, null);
  }

  private static int slot(long offset) {
    return (int) ((offset * 0x9E3779B97F4A7C15L) >>> 60);
  }

  private long hinted(SegmentView view, long offset) {
    Hint hint = hints[slot(offset)];
    return hint != null
            && hint.offset == offset
            && hint.segment.equals(view.segment())
            && hint.position < view.sizeBytes()
        ? hint.position
        : -1;
  }

  void requireReadable(LogSnapshot snapshot, long offset) throws IOException {
    requireInRange(snapshot, offset);
    CorruptLogException damage = snapshot.damage().orElse(null);
    if (damage != null && offset >= snapshot.readableEndOffset()) {
      throw new CorruptLogException(damage);
    }
  }

  /** Tells bytes that were taken away since the snapshot from bytes that are damaged. */
  IOException explained(IOException problem, long offset) throws OffsetOutOfRangeException {
    requireInRange(log.snapshot(), offset);
    return problem;
  }

  private void requireInRange(LogSnapshot snapshot, long offset) throws OffsetOutOfRangeException {
    if (offset < snapshot.logStartOffset() || offset > snapshot.writtenEndOffset()) {
      throw new OffsetOutOfRangeException(
          log.description(), offset, snapshot.logStartOffset(), snapshot.writtenEndOffset());
    }
  }

  ByteBuffer read(
      LogSnapshot snapshot,
      long from,
      long toExclusive,
      int maxBytes,
      @Nullable ByteBuffer reuse,
      boolean checkCrc)
      throws IOException {
    requireReadable(snapshot, from);
    if (from >= Math.min(toExclusive, snapshot.readableEndOffset())) {
      return ByteBuffer.allocate(0);
    }
    SegmentView view = snapshot.segment(snapshot.segmentOf(from));
    Goal goal = new Goal(view, from, toExclusive, maxBytes, checkCrc);
    try {
      long position = hinted(view, from);
      ByteBuffer batches = position < 0 ? null : readAt(goal, position, from, reuse);
      if (batches == null) {
        Found first = SegmentLookup.find(view, from);
        batches = first == null ? null : readAt(goal, first.position(), first.baseOffset(), reuse);
      }
      if (batches == null) {
        throw changed(view, from);
      }
      return batches;
    } catch (IOException e) {
      LogSnapshot now = log.snapshot();
      if (isReplaced(view, now, from)) {
        return read(now, from, toExclusive, maxBytes, reuse, checkCrc);
      }
      throw explained(e, from);
    }
  }

  /** Whether compaction has given the offset to another segment, whose file can be read. */
  private static boolean isReplaced(SegmentView view, LogSnapshot now, long offset) {
    return view.segment().isRetired()
        && offset >= now.logStartOffset()
        && !now.segment(now.segmentOf(offset)).segment().equals(view.segment());
  }

  /** What a read is after. */
  private record Goal(
      SegmentView view, long from, long toExclusive, int maxBytes, boolean checkCrc) {}

  private static CorruptLogException changed(SegmentView view, long offset) {
    return new CorruptLogException(
        view.segment().description(),
        view.sizeBytes(),
        offset,
        "expected the batch with offset " + offset + ", found another",
        SegmentLookup.ADVICE);
  }

  /** Whole batches from a position on; null when the batch there has not the expected base. */
  private @Nullable ByteBuffer readAt(
      Goal goal, long position, long expectedBase, @Nullable ByteBuffer reuse) throws IOException {
    SegmentView view = goal.view;
    long available = view.sizeBytes() - position;
    ByteBuffer bytes =
        fill(
            view,
            position,
            (int) Math.min(Math.max(goal.maxBytes, FIRST_READ_BYTES), available),
            reuse);
    RecordBatch first = header(bytes, available);
    if (first == null || first.baseOffset() != expectedBase || first.lastOffset() < goal.from) {
      return null;
    }
    if (first.nextOffset() > goal.toExclusive) {
      SegmentLookup.requireSound(view, position, expectedBase);
      return bytes.limit(0);
    }
    if (first.sizeInBytes() > bytes.limit()) {
      bytes = fill(view, position, first.sizeInBytes(), reuse);
    }
    return bytes.limit(trim(goal, bytes, position, expectedBase));
  }

  private static ByteBuffer fill(
      SegmentView view, long position, int count, @Nullable ByteBuffer reuse) throws IOException {
    ByteBuffer bytes = buffer(reuse, count);
    view.segment().read(bytes, position);
    return bytes.flip();
  }

  private static ByteBuffer buffer(@Nullable ByteBuffer reuse, int bytes) {
    return reuse != null && reuse.capacity() >= bytes
        ? reuse.clear().limit(bytes)
        : ByteBuffer.allocate(bytes);
  }

  /** Where the last whole and sound batch ends; a problem counts only when it is the first's. */
  private int trim(Goal goal, ByteBuffer bytes, long position, long firstOffset)
      throws CorruptLogException {
    int at = 0;
    long expected = firstOffset;
    while (at < bytes.limit()) {
      try {
        RecordBatch batch = RecordBatch.at(bytes, at);
        boolean tooMuch = at > 0 && (long) at + batch.sizeInBytes() > goal.maxBytes;
        if (tooMuch || (batch.baseOffset() == expected && batch.nextOffset() > goal.toExclusive)) {
          break;
        }
        if (goal.checkCrc) {
          batch.validateChecksum();
        } else {
          batch.validateHeader();
        }
        if (batch.baseOffset() != expected) {
          throw new InvalidBatchException(
              "expected base offset " + expected + ", found " + batch.baseOffset());
        }
        at += batch.sizeInBytes();
        expected = batch.nextOffset();
      } catch (InvalidBatchException e) {
        if (at == 0) {
          throw damaged(goal.view, position, expected, e);
        }
        break;
      }
    }
    remember(expected, goal.view.segment(), position + at);
    return at;
  }

  /** The batch at the start of some bytes; null when there is none, as behind a stale hint. */
  private static @Nullable RecordBatch header(ByteBuffer bytes, long available) {
    try {
      RecordBatch batch = RecordBatch.at(bytes, 0);
      batch.validateHeader(available);
      return batch;
    } catch (InvalidBatchException notABatch) {
      return null;
    }
  }

  private static CorruptLogException damaged(
      SegmentView view, long position, long offset, InvalidBatchException problem) {
    return new CorruptLogException(
        view.segment().description(),
        position,
        offset,
        String.valueOf(problem.getMessage()),
        SegmentLookup.ADVICE);
  }

  FileSlice slice(LogSnapshot snapshot, long from, long toExclusive, int maxBytes)
      throws IOException {
    requireReadable(snapshot, from);
    SegmentView view = snapshot.segment(snapshot.segmentOf(from));
    try {
      return slice(view, from, Math.min(toExclusive, view.endOffset()), maxBytes);
    } catch (IOException e) {
      LogSnapshot now = log.snapshot();
      if (isReplaced(view, now, from)) {
        return slice(now, from, toExclusive, maxBytes);
      }
      throw explained(e, from);
    }
  }

  private static FileSlice slice(SegmentView view, long from, long to, int maxBytes)
      throws IOException {
    Found first = from < to ? SegmentLookup.find(view, from) : null;
    if (first == null) {
      return new FileSlice(view.segment(), 0, 0, from);
    }
    if (first.lastOffset() >= to) {
      SegmentLookup.requireSound(view, first.position(), first.baseOffset());
      return new FileSlice(view.segment(), 0, 0, from);
    }
    // The batch that contains `to` is the first that must not be read.
    Found beyond = to < view.endOffset() ? SegmentLookup.find(view, to) : null;
    long start = first.position();
    Boundary end =
        beyond == null
            ? new Boundary(view.sizeBytes(), view.endOffset())
            : new Boundary(beyond.position(), beyond.baseOffset());
    if (end.position() - start > maxBytes) {
      Boundary last = lastBoundary(view, first, start + maxBytes);
      end = last.position() < end.position() ? last : end;
    }
    return new FileSlice(
        view.segment(), start, Math.toIntExact(end.position() - start), end.offset());
  }

  /** Where one batch ends and the next, of that offset, begins. */
  private record Boundary(long position, long offset) {
    static Boundary after(Found batch) {
      return new Boundary(batch.position() + batch.sizeBytes(), batch.lastOffset() + 1);
    }
  }

  /** The last end of a batch at or before a position; of the first batch in any case. */
  private static Boundary lastBoundary(SegmentView view, Found first, long atMost)
      throws IOException {
    Found next = SegmentLookup.boundary(view, first, atMost);
    Boundary end =
        next.position() > first.position()
            ? new Boundary(next.position(), next.baseOffset())
            : Boundary.after(first);
    while (next != null && next.position() + next.sizeBytes() <= atMost) {
      end = Boundary.after(next);
      next = SegmentLookup.following(view, next);
    }
    return end;
  }
}
