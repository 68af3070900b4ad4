package dev.waybill.log;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.segment.BatchScanner;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.Segment.Extent;
import dev.waybill.log.segment.SegmentLookup;
import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
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
 */
final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
  private static final int BUFFER_BYTES = 4 * 1024 * 1024;

  /** Sound batches above the durable mark: a stretch of a file, and the segment they become. */
  private record Tail(String path, long from, long to, Segment target) {}

  private final Storage storage;
  private final String directory;
  private final LogSettings settings;
  private final BatchVisitor visitor;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Tail> tails = new ArrayList<>();
  private final List<Segment> toCut = new ArrayList<>();
  private final List<Long> toDelete = new ArrayList<>();

  private long logStart;
  private long mark;
  private long expected;
  private long scannedBatches;
  private long scannedBytes;
  private long truncatedBytes;
  private @Nullable CorruptLogException stop;
  private @Nullable ByteBuffer buffer;

  LogRecovery(Storage storage, String directory, LogSettings settings, BatchVisitor visitor) {
    this.storage = storage;
    this.directory = directory;
    this.settings = settings;
    this.visitor = visitor;
  }

  /** The segments in order, the last one to be appended to, and what else the log must know. */
  record Recovered(List<Segment> segments, long logStartOffset, RecoveryReport report) {}

  Recovered run(long durableOffsetHint) throws IOException {
    List<String> names = storage.list(directory);
    for (String name : names) {
      if (name.endsWith(SegmentNames.DRAFT)) {
        storage.delete(directory + "/" + name);
      }
    }
    CheckpointFile.Loaded loaded = CheckpointFile.load(storage, directory);
    Checkpoint checkpoint = loaded.checkpoint();
    List<Long> bases = new ArrayList<>(SegmentNames.baseOffsets(names));
    if (loaded.damaged()) {
      LOG.warn(
          "The checkpoint of {}/{} is damaged. All segments are scanned instead, which takes longer;"
              + " what retention had deleted within a segment is readable again.",
          storage.description(),
          directory);
    }
    mark = Math.max(durableOffsetHint, checkpoint == null ? 0 : checkpoint.durableMark);
    logStart = logStart(loaded, bases);
    forgetDeleted(bases);
    expected = logStart;
    if (checkpoint != null) {
      takeKnown(checkpoint, bases);
    }
    scan(bases);
    forgetIfAllDeleted();
    CorruptLogException damage = damage();
    long rewritten = 0;
    if (damage == null) {
      rewritten = rewriteTails();
      dropUnsound();
    }
    if (segments.isEmpty()) {
      segments.add(segment(expected, Extent.empty(expected)));
    }
    return new Recovered(segments, logStart, report(loaded.damaged(), rewritten, damage));
  }

  /**
   * Only a checkpoint moves the start away from 0. Where there never was one, a first segment that
   * starts later is the rest of writes whose beginning did not survive.
   */
  private static long logStart(CheckpointFile.Loaded loaded, List<Long> bases) {
    Checkpoint checkpoint = loaded.checkpoint();
    if (checkpoint != null) {
      return checkpoint.logStartOffset;
    }
    return loaded.damaged() && !bases.isEmpty() ? bases.get(0) : 0;
  }

  /** Removes segments that retention had given up, but whose files came back with the power. */
  private void forgetDeleted(List<Long> bases) throws IOException {
    while (bases.size() > 1 && bases.get(1) <= logStart) {
      segment(bases.get(0), Extent.empty(bases.get(0))).delete();
      bases.remove(0);
    }
  }

  /** The same where nothing but given-up segments came back: the log is empty and goes on. */
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
      } else if (last) {
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
          tail = new Tail(path, position, position, segment(base, Extent.empty(base)));
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
        tails.add(new Tail(path, tail.from, end, tail.target));
      }
      if (tail == null || tail.from > 0) {
        keepOrDrop(segment, fileSize, nextBase);
      }
    }
  }

  private void keepOrDrop(Segment segment, long fileSize, long nextBase) {
    boolean first = segments.isEmpty() && tails.isEmpty();
    boolean freshlyRolled = fileSize == 0 && tails.isEmpty() && nextBase == Long.MAX_VALUE;
    if (segment.size() == 0 && !first && !freshlyRolled) {
      toDelete.add(segment.baseOffset());
      return;
    }
    if (segment.size() < fileSize) {
      toCut.add(segment);
    }
    segments.add(segment);
  }

  private ByteBuffer buffer(long bytes) {
    ByteBuffer reused = buffer;
    if (reused == null || reused.capacity() < Math.min(bytes, BUFFER_BYTES)) {
      reused = ByteBuffer.allocate((int) Math.min(Math.max(bytes, 1), BUFFER_BYTES));
      buffer = reused;
    }
    return reused;
  }

  private @Nullable CorruptLogException damage() {
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

  /**
   * Makes new, synced files of the tails. A crash between any two steps is recovered the same way.
   */
  private long rewriteTails() throws IOException {
    long rewritten = 0;
    for (Tail tail : tails) {
      String path = tail.target.path();
      String draft = path + SegmentNames.DRAFT;
      try (StorageFile from = storage.open(tail.path, false);
          StorageFile to = storage.open(draft, true)) {
        rewritten += copy(from, tail.from, tail.to, to);
        to.sync();
      }
      storage.rename(draft, path);
      storage.syncDirectory(directory);
      segments.add(tail.target);
    }
    return rewritten;
  }

  private long copy(StorageFile from, long start, long end, StorageFile to) throws IOException {
    ByteBuffer chunk = buffer(end - start);
    long at = start;
    while (at < end) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      int read = from.read(chunk, at);
      if (read == 0) {
        throw new IOException(
            "expected "
                + (end - at)
                + " more bytes of "
                + directory
                + ", found the end of the file");
      }
      to.write(chunk.flip(), at - start);
      at += read;
    }
    return end - start;
  }

  /** Cuts and deletes what is not kept, durably: it must not come back behind new messages. */
  private void dropUnsound() throws IOException {
    for (Segment segment : toCut) {
      segment.cutToSize();
    }
    for (long base : toDelete) {
      segment(base, Extent.empty(base)).delete();
    }
    if (!toDelete.isEmpty()) {
      storage.syncDirectory(directory);
    }
  }

  private Segment segment(long base, Extent extent) {
    return new Segment(storage, directory, base, settings.indexIntervalBytes(), extent);
  }

  private RecoveryReport report(
      boolean checkpointDamaged, long rewritten, @Nullable CorruptLogException damage) {
    String place = storage.description() + "/" + directory;
    if (damage != null) {
      LOG.error("Partition {} is damaged below its durable mark {}.", place, mark, damage);
    } else if (truncatedBytes > 0) {
      LOG.warn(
          "Partition {}: cut off {} bytes of an unfinished write behind offset {} ({}). They lay"
              + " above the durable mark, offset {}: no synced message is lost.",
          place,
          truncatedBytes,
          expected,
          stop == null ? "left from an interrupted recovery" : stop.problem(),
          mark);
    }
    return new RecoveryReport(
        expected,
        mark,
        scannedBatches,
        scannedBytes,
        rewritten,
        damage == null ? truncatedBytes : 0,
        checkpointDamaged,
        Optional.ofNullable(damage));
  }
}
