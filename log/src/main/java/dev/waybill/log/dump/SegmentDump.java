package dev.waybill.log.dump;

import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.ControlRecords;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.DirectoryStorage;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Walks the batches of one segment file, or of all segments of a partition directory. Modifies
 * nothing, and may look at a log that is being written.
 */
public final class SegmentDump {

  /** Receives what is found, in order. */
  public interface Visitor {
    /** A batch. */
    void batch(DumpedBatch batch);

    /** The end of a segment file. */
    void segment(DumpedSegment segment);
  }

  private final Storage storage;
  private final Visitor visitor;

  private SegmentDump(Storage storage, Visitor visitor) {
    this.storage = storage;
    this.visitor = visitor;
  }

  /**
   * Walks a segment file or a directory with segment files.
   *
   * @return the number of segment files
   * @throws NoSuchFileException when there is nothing at the path, or no segment in the directory
   */
  public static int walk(Path path, Visitor visitor) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    boolean directory = Files.isDirectory(absolute);
    Path root = directory ? absolute : absolute.getParent();
    if (root == null || !Files.exists(absolute)) {
      throw new NoSuchFileException(path.toString());
    }
    SegmentDump dump = new SegmentDump(DirectoryStorage.open(root), visitor);
    List<String> files = new ArrayList<>();
    if (directory) {
      dump.storage.list("").stream()
          .filter(name -> SegmentNames.baseOffset(name).isPresent())
          .forEach(files::add);
    } else {
      files.add(String.valueOf(absolute.getFileName()));
    }
    if (files.isEmpty()) {
      throw new NoSuchFileException(
          path.toString(), null, "expected segment files (20 digits.log) in it, found none");
    }
    OptionalLong next = OptionalLong.empty();
    for (String file : files) {
      next = dump.segment(file, next);
    }
    return files.size();
  }

  private OptionalLong segment(String name, OptionalLong previousEnd) throws IOException {
    String file = storage.description() + "/" + name;
    Totals totals = new Totals(SegmentNames.baseOffset(name), previousEnd);
    long size = storage.size(name);
    long position = 0;
    String problem = null;
    try (StorageFile bytes = storage.open(name, false)) {
      while (position < size) {
        ByteBuffer batchBytes = batchAt(bytes, position, size);
        DumpedBatch batch = describe(file, position, batchBytes, totals);
        visitor.batch(batch);
        totals.add(batch);
        position += batch.sizeBytes();
      }
    } catch (InvalidBatchException e) {
      problem = e.getMessage();
    }
    visitor.segment(totals.sum(file, size, position, Optional.ofNullable(problem)));
    return totals.expected;
  }

  private static ByteBuffer batchAt(StorageFile file, long position, long size) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(BatchFormat.HEADER_BYTES);
    file.read(header, position);
    RecordBatch batch = RecordBatch.at(header.flip(), 0);
    batch.validateHeader(size - position);
    ByteBuffer whole = ByteBuffer.allocate(batch.sizeInBytes());
    file.read(whole, position);
    return whole.flip();
  }

  private static DumpedBatch describe(String file, long position, ByteBuffer bytes, Totals totals) {
    RecordBatch batch = RecordBatch.at(bytes, 0);
    boolean crcValid = batch.isCrcValid();
    Optional<String> problem = totals.problemOf(batch);
    if (problem.isEmpty() && !crcValid) {
      problem = Optional.of("expected CRC32C 0x%08x, found other bytes".formatted(batch.crc()));
    }
    return new DumpedBatch(
        file,
        position,
        batch.sizeInBytes(),
        batch.baseOffset(),
        batch.lastOffset(),
        batch.count(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.baseSequence(),
        batch.partitionLeaderEpoch(),
        batch.isTransactional(),
        control(batch, crcValid),
        batch.compression(),
        batch.baseTimestamp(),
        batch.maxTimestamp(),
        crcValid,
        problem);
  }

  private static Optional<ControlRecords.Type> control(RecordBatch batch, boolean crcValid) {
    if (!batch.isControl() || !crcValid) {
      return Optional.empty();
    }
    try {
      return Optional.of(ControlRecords.type(batch));
    } catch (InvalidBatchException | UnsupportedOperationException unreadable) {
      return Optional.of(ControlRecords.Type.OTHER);
    }
  }

  /** Adds up a segment and knows which offset must come next. */
  private static final class Totals {
    private OptionalLong expected;
    private long batches;
    private long records;
    private long invalid;
    private long first = -1;
    private long last = -1;

    Totals(OptionalLong baseOffset, OptionalLong previousEnd) {
      this.expected = previousEnd.isPresent() ? previousEnd : baseOffset;
    }

    Optional<String> problemOf(RecordBatch batch) {
      return expected.isEmpty() || expected.getAsLong() == batch.baseOffset()
          ? Optional.empty()
          : Optional.of(
              "expected base offset " + expected.getAsLong() + ", found " + batch.baseOffset());
    }

    void add(DumpedBatch batch) {
      first = batches == 0 ? batch.baseOffset() : first;
      last = batch.lastOffset();
      batches++;
      records += batch.count();
      invalid += batch.problem().isPresent() ? 1 : 0;
      expected = OptionalLong.of(batch.lastOffset() + 1);
    }

    DumpedSegment sum(String file, long size, long position, Optional<String> problem) {
      return new DumpedSegment(
          file, size, batches, records, first, last, invalid, position, problem);
    }
  }
}
