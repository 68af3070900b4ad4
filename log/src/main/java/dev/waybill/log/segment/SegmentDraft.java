package dev.waybill.log.segment;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.segment.Segment.Extent;
import dev.waybill.log.storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment that is being written beside the one it is going to replace. One thread.
 *
 * <p>Its index is collected in memory, for the index files belong to the present segment until the
 * moment of the swap.
 */
public final class SegmentDraft implements Closeable {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Synced in pieces: one large sync at the end would hold up everybody's. */
  private static final long SYNC_BYTES = 8 << 20;

  private final StorageFile file;
  private final int indexIntervalBytes;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final List<IndexEntry> entries = new ArrayList<>();
  private Extent extent;
  private long written;
  private long synced;
  private long bytesSinceEntry;

  /** An entry of both indexes. */
  record IndexEntry(SegmentIndex.Place place, SegmentIndex.Time youngest) {}

  /**
   * A draft in an empty file, which is closed with it.
   *
   * @param indexIntervalBytes log bytes per index entry, at least
   */
  public SegmentDraft(StorageFile file, long baseOffset, int indexIntervalBytes) {
    this.file = file;
    this.indexIntervalBytes = indexIntervalBytes;
    this.extent = Extent.empty(baseOffset);
    this.bytesSinceEntry = indexIntervalBytes;
  }

  /** Adds a batch, which continues the offsets. */
  public void append(RecordBatch batch) throws IOException {
    Extent before = extent;
    boolean younger = batch.maxTimestamp() > before.maxTimestamp() || before.sizeBytes() == 0;
    int bytes = batch.sizeInBytes();
    extent =
        new Extent(
            before.sizeBytes() + bytes,
            batch.nextOffset(),
            before.sizeBytes() == 0 ? batch.maxTimestamp() : before.firstTimestamp(),
            younger ? batch.maxTimestamp() : before.maxTimestamp(),
            younger ? batch.lastOffset() : before.maxTimestampOffset());
    if (bytesSinceEntry >= indexIntervalBytes) {
      entries.add(
          new IndexEntry(
              new SegmentIndex.Place(batch.lastOffset(), before.sizeBytes()),
              new SegmentIndex.Time(extent.maxTimestamp(), extent.maxTimestampOffset())));
      bytesSinceEntry = 0;
    }
    bytesSinceEntry += bytes;
    put(batch.bytes());
  }

  private void put(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > buffer.remaining()) {
      flush();
    }
    if (bytes.remaining() > buffer.capacity()) {
      int size = bytes.remaining();
      file.write(bytes, written);
      written += size;
    } else {
      buffer.put(bytes);
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    int bytes = buffer.remaining();
    file.write(buffer, written);
    written += bytes;
    buffer.clear();
    if (written - synced >= SYNC_BYTES) {
      file.sync();
      synced = written;
    }
  }

  /** Bytes so far. */
  public long sizeBytes() {
    return extent.sizeBytes();
  }

  /** How far it is filled. */
  public Extent extent() {
    return extent;
  }

  List<IndexEntry> entries() {
    return entries;
  }

  /** Makes the content durable; nothing is added any more. The name is not durable by this. */
  public void finish() throws IOException {
    flush();
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
