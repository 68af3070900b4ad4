package dev.waybill.log.segment;

import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the batches of a file forward through one large buffer and stops, for good, at the end or
 * at the first bytes that are not the expected batch. One thread.
 */
public final class BatchScanner {
  /** How much of a batch is looked at. */
  public enum Depth {
    /** Its header only; the records are skipped without being read where possible. */
    HEADERS,
    /** All of it, with the CRC. */
    CHECKSUMS
  }

  /** Enough for one read to find a batch near an index entry. */
  private static final int LOOKUP_BUFFER_BYTES = 16 * 1024;

  private final StorageFile file;
  private final long limit;
  private final Depth depth;
  private ByteBuffer buffer;
  private long bufferStart;
  private long position;
  private long expectedOffset;
  private @Nullable String problem;

  /**
   * A scanner of {@code file} from {@code position}, where a batch with {@code expectedOffset} as
   * its base is to start, up to {@code limit}.
   *
   * @param buffer a heap buffer to use; a larger one replaces it when a batch needs it
   */
  public BatchScanner(
      StorageFile file,
      long position,
      long limit,
      long expectedOffset,
      Depth depth,
      ByteBuffer buffer) {
    this.file = file;
    this.limit = limit;
    this.depth = depth;
    this.buffer = buffer.clear().limit(0);
    this.bufferStart = position;
    this.position = position;
    this.expectedOffset = expectedOffset;
  }

  static BatchScanner headers(StorageFile file, long position, long limit, long expectedOffset) {
    return near(file, position, limit, expectedOffset, Depth.HEADERS);
  }

  static BatchScanner checksums(StorageFile file, long position, long limit, long expectedOffset) {
    return near(file, position, limit, expectedOffset, Depth.CHECKSUMS);
  }

  private static BatchScanner near(
      StorageFile file, long position, long limit, long expectedOffset, Depth depth) {
    int bytes =
        (int) Math.max(BatchFormat.HEADER_BYTES, Math.min(LOOKUP_BUFFER_BYTES, limit - position));
    return new BatchScanner(
        file, position, limit, expectedOffset, depth, ByteBuffer.allocate(bytes));
  }

  /**
   * The next batch, valid until the next call; null at the end and at the first problem. With
   * {@link Depth#HEADERS} only its header may be looked at.
   */
  public @Nullable RecordBatch next() throws IOException {
    if (position == limit || problem != null) {
      return null;
    }
    try {
      if (!fill(Math.min(BatchFormat.HEADER_BYTES, limit - position))) {
        return null;
      }
      RecordBatch batch = RecordBatch.at(buffer, (int) (position - bufferStart));
      batch.validateHeader(limit - position);
      if (batch.baseOffset() != expectedOffset) {
        problem = "expected base offset " + expectedOffset + ", found " + batch.baseOffset();
        return null;
      }
      if (depth == Depth.CHECKSUMS) {
        if (!fill(batch.sizeInBytes())) {
          return null;
        }
        batch = RecordBatch.at(buffer, (int) (position - bufferStart));
        batch.validateChecksum();
      }
      position += batch.sizeInBytes();
      expectedOffset = batch.nextOffset();
      return batch;
    } catch (InvalidBatchException e) {
      problem = e.getMessage();
      return null;
    }
  }

  /** Makes {@code bytes} from the current position on available in the buffer. */
  private boolean fill(long bytes) throws IOException {
    if (position >= bufferStart && position + bytes <= bufferStart + buffer.limit()) {
      return true;
    }
    if (bytes > buffer.capacity()) {
      buffer = ByteBuffer.allocate(Math.toIntExact(bytes));
    }
    buffer.clear().limit((int) Math.min(buffer.capacity(), limit - position));
    int read = file.read(buffer, position);
    buffer.flip();
    bufferStart = position;
    if (read < bytes) {
      problem = "expected " + bytes + " more bytes, found the end of the file after " + read;
      return false;
    }
    return true;
  }

  /** Where the next batch would start; after a stop, where the sound part ends. */
  public long position() {
    return position;
  }

  /** The base offset the next batch must have. */
  public long expectedOffset() {
    return expectedOffset;
  }

  /** Expected and found at {@link #position()}; null while all is well. */
  public @Nullable String problem() {
    return problem;
  }
}
