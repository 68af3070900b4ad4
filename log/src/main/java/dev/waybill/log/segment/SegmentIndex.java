package dev.waybill.log.segment;

import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two sparse indexes of a segment, in Kafka's formats (offsets relative to the base offset):
 *
 * <pre>
 *   .index      last offset of a batch int32 │ position of that batch int32
 *   .timeindex  largest timestamp up to here int64 │ last offset of the batch that has it int32
 * </pre>
 *
 * Entries ascend. Nothing is lost with an index, so a failing one is given up, never the append.
 */
final class SegmentIndex {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentIndex.class);
  private static final int OFFSET_ENTRY_BYTES = 8;
  private static final int TIME_ENTRY_BYTES = 12;

  /** An entry of the offset index: the batch that ends at {@code offset} starts at position. */
  record Place(long offset, long position) {}

  /** An entry of the time index: no record up to {@code offset} is younger than the timestamp. */
  record Time(long timestamp, long offset) {}

  private final String name;
  private final long baseOffset;
  private final EntryFile offsets;
  private final EntryFile times;
  private final Place initialEnd;
  private boolean loaded;
  private volatile boolean givenUp;
  private volatile boolean closed;
  private long lastIndexedTimestamp = Long.MIN_VALUE;

  /**
   * The indexes of a segment that ends at {@code end} now; entries beyond it are of a life before a
   * crash or a truncation and are dropped when the files are first used.
   */
  SegmentIndex(Storage storage, String directory, long baseOffset, Place end) {
    this.initialEnd = end;
    this.name = SegmentNames.path(directory, baseOffset, SegmentNames.OFFSET_INDEX);
    this.baseOffset = baseOffset;
    this.offsets = new EntryFile(storage, name, OFFSET_ENTRY_BYTES);
    this.times =
        new EntryFile(
            storage,
            SegmentNames.path(directory, baseOffset, SegmentNames.TIME_INDEX),
            TIME_ENTRY_BYTES);
  }

  /** Notes a batch, and the youngest timestamp up to it. */
  synchronized void add(Place batch, Time youngest) {
    if (givenUp) {
      return;
    }
    try {
      load();
      offsets.next().putInt((int) (batch.offset - baseOffset)).putInt((int) batch.position);
      addTime(youngest);
    } catch (IOException e) {
      giveUp("extend", e);
    }
  }

  private void addTime(Time youngest) throws IOException {
    if (youngest.offset >= baseOffset && youngest.timestamp > lastIndexedTimestamp) {
      times.next().putLong(youngest.timestamp).putInt((int) (youngest.offset - baseOffset));
      lastIndexedTimestamp = youngest.timestamp;
    }
  }

  private void load() throws IOException {
    if (loaded) {
      return;
    }
    offsets.load();
    times.load();
    loaded = true;
    dropFrom(initialEnd);
  }

  private void dropFrom(Place end) throws IOException {
    Place lastPlace = offsets.count() == 0 ? null : place(offsets.count() - 1);
    if (lastPlace != null
        && (lastPlace.position >= end.position || lastPlace.offset >= end.offset)) {
      offsets.truncate(search(offsets, entry -> entry.getInt(4) < end.position) + 1);
    }
    Time lastTime = times.count() == 0 ? null : time(times.count() - 1);
    if (lastTime != null && lastTime.offset >= end.offset) {
      times.truncate(search(times, entry -> entry.getInt(8) < end.offset - baseOffset) + 1);
      lastTime = times.count() == 0 ? null : time(times.count() - 1);
    }
    lastIndexedTimestamp = lastTime == null ? Long.MIN_VALUE : lastTime.timestamp;
  }

  private synchronized void loadForReading() throws IOException {
    load();
  }

  private interface Search<T> {
    @Nullable T find() throws IOException;
  }

  /** An index that cannot be read knows nothing, so that the log is scanned instead. */
  private <T> @Nullable T known(Search<T> search) throws IOException {
    if (givenUp) {
      return null;
    }
    try {
      loadForReading();
      return search.find();
    } catch (IOException e) {
      if (closed && !givenUp) {
        throw e;
      }
      giveUp("read", e);
      return null;
    }
  }

  private synchronized void giveUp(String attempt, IOException cause) {
    if (givenUp) {
      return;
    }
    givenUp = true;
    LOG.warn(
        "Cannot {} the index {} ({}). No message is affected; lookups in this segment scan the log"
            + " until the next start.",
        attempt,
        name,
        cause.toString());
  }

  /** Completes the index of a segment that gets no more batches. */
  synchronized void seal(Time youngest) {
    if (givenUp) {
      return;
    }
    try {
      load();
      if (youngest.offset >= baseOffset) {
        addTime(youngest);
      }
      offsets.flush();
      times.flush();
    } catch (IOException e) {
      giveUp("complete", e);
    }
  }

  /** The last entry at or before an offset; null when there is none. */
  @Nullable Place floor(long offset) throws IOException {
    int relative = (int) Math.min(offset - baseOffset, Integer.MAX_VALUE);
    return known(() -> place(search(offsets, entry -> entry.getInt(0) <= relative)));
  }

  /** The last entry at or before a byte position; null when there is none. */
  @Nullable Place floorPosition(long position) throws IOException {
    return known(() -> place(search(offsets, entry -> entry.getInt(4) <= position)));
  }

  /** The last entry older than a timestamp; null when there is none. */
  @Nullable Time before(long timestamp) throws IOException {
    return known(() -> time(search(times, entry -> entry.getLong(0) < timestamp)));
  }

  private interface EntryTest {
    boolean holds(ByteBuffer entry);
  }

  /** The last of the leading entries for which the test holds; -1 when there is none. */
  private static int search(EntryFile entries, EntryTest test) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(TIME_ENTRY_BYTES);
    int low = 0;
    int high = entries.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.read(middle, entry) && test.holds(entry)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** An entry; null for number -1, and when there are fewer. */
  private @Nullable Place place(int number) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(OFFSET_ENTRY_BYTES);
    return number >= 0 && offsets.read(number, entry)
        ? new Place(baseOffset + entry.getInt(0), entry.getInt(4))
        : null;
  }

  private @Nullable Time time(int number) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(TIME_ENTRY_BYTES);
    return number >= 0 && times.read(number, entry)
        ? new Time(entry.getLong(0), baseOffset + entry.getInt(8))
        : null;
  }

  /** Forgets the batches from {@code end} on. */
  synchronized void truncate(Place end) {
    if (givenUp) {
      return;
    }
    try {
      load();
      offsets.flush();
      times.flush();
      dropFrom(end);
    } catch (IOException e) {
      giveUp("truncate", e);
    }
  }

  /** What refills an index. */
  interface Source {
    void addTo(SegmentIndex index) throws IOException;
  }

  /** Lets go of the files, which are another segment's now: what is left is to scan the log. */
  synchronized void retire() throws IOException {
    givenUp = true;
    delete();
  }

  /** Throws the entries away and takes new ones, having found the old ones wanting. */
  void rebuild(Source source) {
    if (refill(source)) {
      LOG.info("Rebuilt the index {} with {} entries.", name, offsets.count());
    }
  }

  /** Throws the entries away and takes new ones; false when that failed. */
  synchronized boolean refill(Source source) {
    if (givenUp) {
      return false;
    }
    try {
      load();
      offsets.truncate(0);
      times.truncate(0);
      lastIndexedTimestamp = Long.MIN_VALUE;
      source.addTo(this);
      offsets.flush();
      times.flush();
      return true;
    } catch (IOException e) {
      giveUp("rebuild", e);
      return false;
    }
  }

  synchronized void close() throws IOException {
    closed = true;
    offsets.close();
    times.close();
  }

  synchronized void delete() throws IOException {
    closed = true;
    offsets.delete();
    times.delete();
  }
}
