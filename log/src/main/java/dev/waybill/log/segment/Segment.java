package dev.waybill.log.segment;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The files of one segment, written by one thread. Readers go through a {@link SegmentView} and a
 * {@link SegmentLookup}. Handles are opened on first use.
 *
 * <p>Invariant: {@code size}, {@code endOffset} and the timestamps describe whole batches that have
 * been written completely; a failed write moves none of them.
 */
public final class Segment implements Closeable {
  private final Storage storage;
  private final String directory;
  private final long baseOffset;
  private final int indexIntervalBytes;
  private final SegmentIndex index;

  private volatile @Nullable StorageFile log;
  private volatile boolean deleted;
  private volatile boolean retired;
  private long size;
  private long endOffset;
  private long firstTimestamp;
  private long maxTimestamp;
  private long maxTimestampOffset;
  private long bytesSinceEntry;

  /**
   * A segment whose first {@code known.sizeBytes} bytes are taken for granted.
   *
   * @param indexIntervalBytes log bytes per index entry, at least
   */
  public Segment(
      Storage storage, String directory, long baseOffset, int indexIntervalBytes, Extent known) {
    this.storage = storage;
    this.directory = directory;
    this.baseOffset = baseOffset;
    this.indexIntervalBytes = indexIntervalBytes;
    this.index =
        new SegmentIndex(
            storage,
            directory,
            baseOffset,
            new SegmentIndex.Place(known.endOffset, known.sizeBytes));
    this.size = known.sizeBytes;
    this.endOffset = known.endOffset;
    this.firstTimestamp = known.firstTimestamp;
    this.maxTimestamp = known.maxTimestamp;
    this.maxTimestampOffset = known.maxTimestampOffset;
    this.bytesSinceEntry = indexIntervalBytes;
  }

  /** How far a segment is filled; see {@link SegmentView} for the fields. */
  public record Extent(
      long sizeBytes,
      long endOffset,
      long firstTimestamp,
      long maxTimestamp,
      long maxTimestampOffset) {

    /** A segment without a batch. */
    public static Extent empty(long baseOffset) {
      return new Extent(0, baseOffset, Long.MIN_VALUE, Long.MIN_VALUE, -1);
    }
  }

  /** How far this segment is filled. */
  public Extent extent() {
    return new Extent(size, endOffset, firstTimestamp, maxTimestamp, maxTimestampOffset);
  }

  /** What readers may see from now on. */
  public SegmentView view() {
    return new SegmentView(this, size, endOffset, maxTimestamp, maxTimestampOffset);
  }

  /** The offset of the first record. */
  public long baseOffset() {
    return baseOffset;
  }

  /** Path of the file of batches. */
  public String path() {
    return SegmentNames.path(directory, baseOffset, SegmentNames.LOG);
  }

  /** Path of the file of batches for messages, with the place of the storage. */
  public String description() {
    return storage.description() + "/" + path();
  }

  /** Bytes of whole batches. */
  public long size() {
    return size;
  }

  /** The offset after the last record. */
  public long endOffset() {
    return endOffset;
  }

  /** Youngest timestamp of the first batch; {@link Long#MIN_VALUE} when empty. */
  public long firstTimestamp() {
    return firstTimestamp;
  }

  /**
   * Writes batches at the end; not durable until {@link #sync()}. The buffers are consumed.
   *
   * @param batches every batch in the buffers, in order, with consecutive offsets
   */
  public void append(ByteBuffer[] bytes, Iterable<RecordBatch> batches) throws IOException {
    openLog(true).write(bytes, size);
    for (RecordBatch batch : batches) {
      accept(batch);
    }
  }

  /** Takes note of a batch that is in the file at the current end already. */
  public void accept(RecordBatch batch) {
    long timestamp = batch.maxTimestamp();
    if (size == 0) {
      firstTimestamp = timestamp;
    }
    if (timestamp > maxTimestamp || size == 0) {
      maxTimestamp = timestamp;
      maxTimestampOffset = batch.lastOffset();
    }
    if (bytesSinceEntry >= indexIntervalBytes) {
      index.add(
          new SegmentIndex.Place(batch.lastOffset(), size),
          new SegmentIndex.Time(maxTimestamp, maxTimestampOffset));
      bytesSinceEntry = 0;
    }
    int bytes = batch.sizeInBytes();
    bytesSinceEntry += bytes;
    size += bytes;
    endOffset = batch.nextOffset();
  }

  /** Completes the indexes: no batch is going to follow. Nothing is durable by this. */
  public void seal() {
    index.seal(new SegmentIndex.Time(maxTimestamp, maxTimestampOffset));
  }

  /** Returns when every byte written is durable; the directory entry is the caller's to sync. */
  public void sync() throws IOException {
    openLog(true).sync();
  }

  /** Cuts the file after the known batches and makes that durable. */
  public void cutToSize() throws IOException {
    StorageFile file = openLog(true);
    file.truncate(size);
    file.sync();
  }

  /**
   * Cuts everything behind a batch boundary, durably. The timestamps stay, as bounds.
   *
   * @param position where the first batch to go starts
   * @param offset its base offset
   */
  public void truncate(long position, long offset) throws IOException {
    size = position;
    endOffset = offset;
    bytesSinceEntry = indexIntervalBytes;
    if (maxTimestampOffset >= offset) {
      // The youngest record is gone: its timestamp stays as a bound that no batch has.
      maxTimestampOffset = -1;
    }
    if (position == 0) {
      firstTimestamp = Long.MIN_VALUE;
      maxTimestamp = Long.MIN_VALUE;
      maxTimestampOffset = -1;
    }
    index.truncate(new SegmentIndex.Place(offset, position));
    cutToSize();
  }

  /** The file of batches, for readers. */
  StorageFile log() throws IOException {
    return openLog(false);
  }

  /** Reads batches; see {@link StorageFile#read}. */
  public int read(ByteBuffer dst, long position) throws IOException {
    return openLog(false).read(dst, position);
  }

  /** Copies bytes to a channel; see {@link StorageFile#transferTo}. */
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return openLog(false).transferTo(position, count, target);
  }

  SegmentIndex index() {
    return index;
  }

  /** Log bytes per index entry, at least. */
  public int indexIntervalBytes() {
    return indexIntervalBytes;
  }

  private StorageFile openLog(boolean createIfMissing) throws IOException {
    StorageFile open = log;
    return open != null ? open : openLogOnce(createIfMissing);
  }

  private synchronized StorageFile openLogOnce(boolean createIfMissing) throws IOException {
    if (deleted) {
      throw new IOException(description() + " has been deleted");
    }
    StorageFile open = log;
    if (open == null) {
      open = storage.open(path(), createIfMissing);
      log = open;
    }
    return open;
  }

  /**
   * Lets go of the names, because others are going to have them: who reads already goes on with the
   * old bytes, or fails. The handle of the batches is given back when nobody holds this any more.
   */
  public void retire() throws IOException {
    retired = true;
    openLog(false).pin();
    index.retire();
  }

  /** Whether another segment has the messages now. */
  public boolean isRetired() {
    return retired;
  }

  /** Fills the indexes with what the draft has collected; the draft has this name now. */
  public void adoptIndex(SegmentDraft draft) {
    index.refill(
        target -> draft.entries().forEach(entry -> target.add(entry.place(), entry.youngest())));
  }

  /** Removes the files. The names are durably gone after a directory sync. */
  public synchronized void delete() throws IOException {
    deleted = true;
    close();
    index.delete();
    if (storage.exists(path())) {
      storage.delete(path());
    }
  }

  /** Gives the handles back; writes nothing. */
  @Override
  public synchronized void close() throws IOException {
    StorageFile open = log;
    if (open != null) {
      open.close();
    }
    index.close();
  }
}
