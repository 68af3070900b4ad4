package dev.waybill.log;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.segment.BatchScanner;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.Segment.Extent;
import dev.waybill.log.segment.SegmentLookup;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks how far the batches of a partition are sound, and sorts what it finds. Changes no file of
 * batches; used once.
 *
 * <pre>
 *   sound, below the mark  ──► segments        sound, above it          ──► tails, to be rewritten
 *   no batches             ──► toDelete        anything behind the rest ──► toCut
 * </pre>
 */
final class RecoveryScan {
  /** Large enough for the disk to stream. */
  static final int BUFFER_BYTES = 4 * 1024 * 1024;

  /** Sound batches above the durable mark, and the segment they become. */
  record Tail(FileStretch bytes, Segment target) {}

  final List<Segment> segments = new ArrayList<>();
  final List<Tail> tails = new ArrayList<>();
  final List<Segment> toCut = new ArrayList<>();
  final List<Long> toDelete = new ArrayList<>();
  long expected;
  private boolean moreThanCheckpoint;
  long scannedBatches;
  long scannedBytes;
  long truncatedBytes;
  @Nullable CorruptLogException stop;

  private final Storage storage;
  private final String directory;
  private final LogSettings settings;
  private final BatchVisitor visitor;
  private final long logStart;
  private final long mark;
  private @Nullable ByteBuffer buffer;

  /**
   * @param logStart where the log begins
   * @param mark up to where it is known to have been durable
   */
  RecoveryScan(
      Storage storage,
      String directory,
      LogSettings settings,
      BatchVisitor visitor,
      long logStart,
      long mark) {
    this.storage = storage;
    this.directory = directory;
    this.settings = settings;
    this.visitor = visitor;
    this.logStart = logStart;
    this.mark = mark;
    this.expected = logStart;
  }

  /**
   * Goes through the segments.
   *
   * @param bases the base offsets of the segment files there are
   */
  void run(@Nullable Checkpoint checkpoint, List<Long> bases) throws IOException {
    List<Long> unknown = new ArrayList<>(bases);
    if (checkpoint != null) {
      takeKnown(checkpoint, unknown);
    }
    moreThanCheckpoint = !unknown.isEmpty();
    scan(unknown);
    forgetIfAllDeleted();
  }

  /** Whether the files hold what the checkpoint covers, neither more nor less. */
  boolean foundCheckpointOnly() {
    return !moreThanCheckpoint
        && stop == null
        && scannedBytes == 0
        && truncatedBytes == 0
        && toDelete.isEmpty()
        && toCut.isEmpty();
  }

  /** Where nothing but given-up segments came back with the power, the log is empty and goes on. */
  private void forgetIfAllDeleted() {
    if (expected < logStart && mark <= logStart) {
      segments.forEach(segment -> toDelete.add(segment.baseOffset()));
      segments.clear();
      toCut.clear();
      expected = logStart;
    }
  }

  /** Trusts what the checkpoint covers, if the sizes agree; removes it from {@code bases}. */
  private void takeKnown(Checkpoint checkpoint, List<Long> bases) throws IOException {
    byte[] attachment = checkpoint.attachment;
    if (attachment != null) {
      visitor.restore(checkpoint.offset, attachment);
    }
    List<Checkpoint.Known> known = checkpoint.segments;
    for (int i = 0; i < known.size() && stop == null; i++) {
      long base = known.get(i).baseOffset();
      Extent extent = known.get(i).extent();
      boolean last = i == known.size() - 1;
      if (extent.endOffset() <= logStart && !bases.contains(base)) {
        continue;
      }
      Segment segment = segment(base, extent);
      if (!bases.remove(base)) {
        if (extent.sizeBytes() > 0) {
          stop = stop(segment.description(), 0, base, "expected the file, found none");
        } else {
          segments.add(segment);
          expected = base;
        }
        continue;
      }
      long fileSize = storage.size(segment.path());
      if (fileSize < extent.sizeBytes()) {
        scanShort(segment(base, Extent.empty(base)), extent.sizeBytes(), fileSize);
      } else if (last && (fileSize > extent.sizeBytes() || !bases.isEmpty())) {
        long next = bases.isEmpty() ? Long.MAX_VALUE : bases.get(0);
        scanSegment(segment, extent.endOffset(), next, visitor);
      } else {
        segments.add(segment);
        expected = extent.endOffset();
      }
    }
  }

  /** Looks how far a segment is sound that has lost bytes it was known to have. */
  private void scanShort(Segment segment, long knownBytes, long fileBytes) throws IOException {
    scanSegment(segment, segment.baseOffset(), Long.MAX_VALUE, BatchVisitor.NONE);
    if (stop == null) {
      stop =
          stop(
              segment.description(),
              fileBytes,
              expected,
              "expected at least " + knownBytes + " bytes, found " + fileBytes);
    }
  }

  private void scan(List<Long> bases) throws IOException {
    for (int i = 0; i < bases.size(); i++) {
      long base = bases.get(i);
      Segment segment = segment(base, Extent.empty(base));
      boolean first = segments.isEmpty() && tails.isEmpty();
      boolean joins = first ? base <= expected : base == expected;
      if (stop == null && !joins) {
        stop =
            stop(
                segment.description(),
                0,
                expected,
                "expected a segment with offset " + expected + ", found one from offset " + base);
      }
      if (stop != null) {
        truncatedBytes += storage.size(segment.path());
        toDelete.add(base);
        continue;
      }
      long next = i + 1 < bases.size() ? bases.get(i + 1) : Long.MAX_VALUE;
      scanSegment(segment, base, next, visitor);
    }
  }

  /**
   * Checks a segment's batches from its known end on. Those below the mark extend the segment,
   * those above become a tail.
   *
   * @param nextBase where the next segment starts; what this one holds from there on is left from
   *     an interrupted recovery
   */
  private void scanSegment(Segment segment, long from, long nextBase, BatchVisitor visitor)
      throws IOException {
    String path = segment.path();
    long start = segment.size();
    long fileSize = storage.size(path);
    expected = from;
    Tail tail = null;
    try (StorageFile file = storage.open(path, false)) {
      BatchScanner scanner =
          new BatchScanner(
              file, start, fileSize, from, BatchScanner.Depth.CHECKSUMS, buffer(fileSize - start));
      while (expected != nextBase) {
        long position = scanner.position();
        RecordBatch batch = scanner.next();
        if (batch == null) {
          break;
        }
        visitor.batch(batch);
        scannedBatches++;
        if (tail == null && batch.baseOffset() >= mark) {
          long base = position == 0 ? segment.baseOffset() : batch.baseOffset();
          tail =
              new Tail(
                  new FileStretch(path, position, fileSize), segment(base, Extent.empty(base)));
        }
        (tail == null ? segment : tail.target).accept(batch);
        expected = scanner.expectedOffset();
      }
      long end = scanner.position();
      scannedBytes += end - start;
      String problem = scanner.problem();
      if (problem != null) {
        stop = stop(segment.description(), end, expected, problem);
      }
      truncatedBytes += fileSize - end;
      if (tail != null) {
        tails.add(new Tail(new FileStretch(path, tail.bytes.from(), end), tail.target));
      }
      if (tail == null || tail.bytes.from() > 0) {
        keepOrDrop(segment, fileSize, nextBase);
      }
    }
  }

  private void keepOrDrop(Segment segment, long fileSize, long nextBase) {
    boolean first = segments.isEmpty() && tails.isEmpty();
    boolean freshlyRolled = fileSize == 0 && tails.isEmpty() && nextBase == Long.MAX_VALUE;
    boolean garbageOnly = segment.size() == 0 && fileSize > 0;
    if (garbageOnly || (segment.size() == 0 && !first && !freshlyRolled)) {
      toDelete.add(segment.baseOffset());
      return;
    }
    if (segment.size() < fileSize) {
      toCut.add(segment);
    }
    segments.add(segment);
  }

  /** Whether a part of the segment's file becomes another segment. */
  boolean isCopiedFrom(Segment segment) {
    return tails.stream().anyMatch(tail -> tail.bytes().path().equals(segment.path()));
  }

  /** A buffer for a stretch of a file, always the same as long as it is large enough. */
  ByteBuffer buffer(long bytes) {
    ByteBuffer reused = buffer;
    if (reused == null || reused.capacity() < Math.min(bytes, BUFFER_BYTES)) {
      reused = ByteBuffer.allocate((int) Math.min(Math.max(bytes, 1), BUFFER_BYTES));
      buffer = reused;
    }
    return reused;
  }

  /** What is wrong below the mark; null when nothing is. */
  @Nullable CorruptLogException damage() {
    if (expected >= mark) {
      return null;
    }
    return stop != null
        ? stop
        : stop(
            storage.description() + "/" + directory,
            segments.isEmpty() ? 0 : segments.get(segments.size() - 1).size(),
            expected,
            "expected messages up to the durable mark, offset "
                + mark
                + ", found the end of the log at offset "
                + expected);
  }

  private static CorruptLogException stop(String file, long position, long offset, String problem) {
    return new CorruptLogException(file, position, offset, problem, SegmentLookup.ADVICE);
  }

  private Segment segment(long base, Extent extent) {
    return new Segment(storage, directory, base, settings.indexIntervalBytes(), extent);
  }
}
