package dev.waybill.log;

import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.compaction.CompactionPass;
import dev.waybill.log.compaction.CompactionRules;
import dev.waybill.log.compaction.PartitionFacts;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.SegmentLookup.Found;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One partition: a directory of segments and a checkpoint.
 *
 * <pre>
 *   disk thread ──► append ─► sync ─► checkpoint ─► …    one thread at a time
 *                      │
 *                      ▼ publishes
 *   any thread  ──► snapshot() ─► read, slice, offsetForTimestamp
 * </pre>
 *
 * <pre>
 *            open ──► OPEN ── write or sync fails ──► FAILED   reads only
 *              │        └──── close, delete ────────► CLOSED
 *              └─ damage below the mark ──► DAMAGED            reads below the damage only
 * </pre>
 *
 * <p>Mutators ({@code append}, {@code sync}, {@code checkpoint}, {@code truncateTo}, {@code
 * deleteBefore}, {@code carryOut}, {@code close}, {@code delete}) are called by one thread at a
 * time, with a happens-before between them. After the first failure they all throw {@link
 * LogFailedException}: what a failed write or sync left on disk is unknown until recovery has
 * looked.
 */
public final class PartitionLog implements Durable, Closeable {
  private final Storage storage;
  private final String directory;
  private final LogReader reader = new LogReader(this);
  private final LogDirectory names;
  private final LogState state;
  private final LogTrimming trimming;
  private final LogCompaction compaction;
  private final Set<Segment> unsynced = new LinkedHashSet<>();

  /** See {@link LogRecovery}: their files go on behind their end, until somebody minds. */
  private final List<Segment> uncut;

  private LogSettings settings;
  private @Nullable LogFailedException failure;
  private boolean closed;

  private PartitionLog(
      Storage storage,
      String directory,
      LogSettings settings,
      LogDirectory names,
      LogRecovery.Recovered recovered) {
    this.storage = storage;
    this.directory = directory;
    this.settings = settings;
    this.names = names;
    this.state =
        new LogState(
            new SegmentList(storage, directory, settings, recovered.segments()),
            recovered.logStartOffset(),
            recovered.report().durableMark(),
            recovered.clean(),
            recovered.report().damage().orElse(null));
    this.uncut = new ArrayList<>(recovered.uncut());
    this.trimming = new LogTrimming(storage, directory, names, state);
    this.compaction = new LogCompaction(storage, directory, names, state);
  }

  /**
   * An opened partition.
   *
   * @param log the partition
   * @param recovery what was found and done
   */
  public record Opened(PartitionLog log, RecoveryReport recovery) {}

  /**
   * Opens a partition, creating it when missing, and brings its files into a known state: on return
   * everything readable is durable. Damage below the durable mark does not fail the call: the log
   * then serves what lies before it, and everything else throws {@link CorruptLogException}.
   *
   * @param durableOffsetHint an offset up to which the caller knows this partition to be durable, 0
   *     when it knows nothing
   * @param visitor receives the checkpoint and the batches behind it, on this thread
   */
  public static Opened open(
      Storage storage,
      String directory,
      LogSettings settings,
      long durableOffsetHint,
      BatchVisitor visitor)
      throws IOException {
    LogDirectory names = new LogDirectory(storage, directory);
    LogRecovery.Recovered recovered =
        new LogRecovery(storage, directory, names, settings, visitor).run(durableOffsetHint);
    return new Opened(
        new PartitionLog(storage, directory, settings, names, recovered), recovered.report());
  }

  /** What readers can see now. Any thread. */
  public LogSnapshot snapshot() {
    return state.snapshot();
  }

  /** Path of the directory, with the place of the storage. */
  public String description() {
    return storage.description() + "/" + directory;
  }

  /**
   * Changes when segments roll, from the next append on; the index interval stays. Called by the
   * thread that may mutate.
   */
  public void configure(LogSettings newSettings) {
    settings = newSettings;
  }

  /** Writes batches at the end; see {@link #append(ByteBuffer[])}. */
  public void append(ByteBuffer batches) throws IOException {
    append(new ByteBuffer[] {batches});
  }

  /**
   * Writes batches at the end and shows them to readers. They survive the death of this process on
   * return, but no power loss before {@link #sync()}. The buffers' contents are read during the
   * call only, their positions stay.
   *
   * @param batches buffers of one or more whole batches each, whose base offsets continue the log
   * @throws IllegalArgumentException when they do not, or are no batches; nothing has been written
   */
  public void append(ByteBuffer[] batches) throws IOException {
    requireWritable();
    List<LogWrite> writes = LogWrite.plan(batches, state.segments.active(), settings);
    Segment active = state.segments.active();
    try {
      for (LogWrite write : writes) {
        if (write.rollsFirst()) {
          state.roll();
          active = state.segments.active();
        }
        if (active.size() == 0) {
          names.nameAdded();
        }
        names.bytesAdded();
        unsynced.add(active);
        active.append(write.bytes(), write.batches());
      }
    } catch (IOException e) {
      throw fail("append to " + active.path(), e);
    }
    state.publish();
    reader.remember(active.endOffset(), active, active.size());
  }

  /**
   * Returns when everything appended before the call is durable, names of new segments included.
   * Costs nothing when nothing waits.
   */
  @Override
  public void sync() throws IOException {
    requireOpen();
    if (unsynced.isEmpty() && !names.isUnsynced()) {
      return;
    }
    long end = state.end();
    try {
      for (Segment segment : unsynced) {
        segment.sync();
      }
      names.sync();
    } catch (IOException e) {
      throw fail("sync", e);
    }
    unsynced.clear();
    state.synced(end);
  }

  /**
   * Syncs everything written and replaces the checkpoint durably, so that the next open starts at
   * {@code offset} and not before.
   *
   * @param offset what the attachment covers: every batch before it, none after it; a batch
   *     boundary
   * @param attachment what {@link BatchVisitor#restore} is to get; copied to disk, not kept
   */
  public void checkpoint(long offset, byte[] attachment) throws IOException {
    requireWritable();
    requireWithin(offset);
    sync();
    List<Checkpoint.Known> known = state.segments.knownBefore(offset);
    try {
      names.save(
          new Checkpoint(
              state.logStart(), offset, state.syncedEnd(), known, attachment, state.clean()));
    } catch (IOException e) {
      throw fail("checkpoint", e);
    }
  }

  /** Reads whole batches with their CRC checked; see the longer form. */
  public ByteBuffer read(
      LogSnapshot snapshot, long fromOffset, long toOffsetExclusive, int maxBytes)
      throws IOException {
    return read(snapshot, fromOffset, toOffsetExclusive, maxBytes, null, true);
  }

  /**
   * Reads whole batches from one segment, beginning with the one that contains {@code fromOffset}
   * and ending before {@code toOffsetExclusive}. Any thread.
   *
   * @param maxBytes as many bytes at most, but at least one batch
   * @param reuse a heap or direct buffer to read into; a new one is made when it is null or small
   * @param checkCrc whether every batch's CRC is checked here; otherwise only the headers are
   * @return the batches from index 0 to the limit, possibly none when all is read
   * @throws OffsetOutOfRangeException when {@code fromOffset} is outside of the snapshot, or what
   *     it showed has been deleted since
   * @throws CorruptLogException when the first batch is damaged, or lies behind damage
   */
  public ByteBuffer read(
      LogSnapshot snapshot,
      long fromOffset,
      long toOffsetExclusive,
      int maxBytes,
      @Nullable ByteBuffer reuse,
      boolean checkCrc)
      throws IOException {
    return reader.read(snapshot, fromOffset, toOffsetExclusive, maxBytes, reuse, checkCrc);
  }

  /**
   * The same stretch as {@link #read} would return, as a piece of a file, unchecked. Any thread.
   */
  public FileSlice slice(
      LogSnapshot snapshot, long fromOffset, long toOffsetExclusive, int maxBytes)
      throws IOException {
    return reader.slice(snapshot, fromOffset, toOffsetExclusive, maxBytes);
  }

  /** The first record at or after a time; see the longer form. */
  public TimestampedOffset offsetForTimestamp(
      LogSnapshot snapshot, long timestampMillis, long toOffsetExclusive) throws IOException {
    return offsetForTimestamp(
        snapshot, timestampMillis, snapshot.logStartOffset(), toOffsetExclusive, Decompressor.NONE);
  }

  /**
   * The first record, from {@code fromOffset} on and before {@code toOffsetExclusive}, whose
   * timestamp is {@code timestampMillis} or later; {@link TimestampedOffset#NONE} when there is
   * none. In a batch that cannot be decompressed it is the first offset of the batch. Any thread.
   *
   * @param decompressor for batches that the JDK alone cannot unpack
   */
  public TimestampedOffset offsetForTimestamp(
      LogSnapshot snapshot,
      long timestampMillis,
      long fromOffset,
      long toOffsetExclusive,
      Decompressor decompressor)
      throws IOException {
    return new TimeLookup(reader, snapshot, fromOffset, toOffsetExclusive, decompressor)
        .first(timestampMillis);
  }

  /** The youngest record; see the longer form. */
  public TimestampedOffset maxTimestamp(LogSnapshot snapshot, long toOffsetExclusive)
      throws IOException {
    return maxTimestamp(snapshot, snapshot.logStartOffset(), toOffsetExclusive, Decompressor.NONE);
  }

  /**
   * The first record, from {@code fromOffset} on and before {@code toOffsetExclusive}, with the
   * largest timestamp. Any thread.
   *
   * @param decompressor for batches that the JDK alone cannot unpack
   */
  public TimestampedOffset maxTimestamp(
      LogSnapshot snapshot, long fromOffset, long toOffsetExclusive, Decompressor decompressor)
      throws IOException {
    return new TimeLookup(reader, snapshot, fromOffset, toOffsetExclusive, decompressor).youngest();
  }

  /**
   * The offset before which retention would delete; the log start when nothing is due. Changes
   * nothing. Any thread.
   *
   * @param limitOffset nothing from here on is given up, such as the last stable offset
   */
  public long retentionOffset(long nowMillis, RetentionSettings retention, long limitOffset) {
    return Retention.offset(snapshot(), nowMillis, retention, limitOffset);
  }

  /**
   * Makes everything before an offset unreadable, durably, and deletes the segments that lie wholly
   * before it.
   *
   * @return the new log start offset
   */
  public long deleteBefore(long offset) throws IOException {
    requireWritable();
    if (offset <= state.logStart()) {
      return state.logStart();
    }
    requireWithin(offset);
    sync();
    Checkpoint old = names.load();
    try {
      trimming.removeBefore(offset, old);
    } catch (IOException e) {
      throw fail("delete before offset " + offset, e);
    }
    return offset;
  }

  /**
   * Removes everything from an offset on, durably, together with a checkpoint that covered it. A
   * batch that contains the offset goes as a whole. When the call fails, the next open either
   * finishes the truncation or finds the log as it was before.
   *
   * @return where the log ends now
   */
  public long truncateTo(long offset) throws IOException {
    requireWritable();
    if (offset >= state.end()) {
      return state.end();
    }
    requireWithin(offset);
    sync();
    Found cut = trimming.firstToGo(offset);
    Checkpoint old = names.load();
    try {
      cutLeftovers();
      trimming.removeBehind(cut, old);
    } catch (IOException e) {
      throw fail("truncate to offset " + cut.baseOffset(), e);
    }
    reader.forgetAll();
    return cut.baseOffset();
  }

  /**
   * Compacts if it is due, as far as that can be done beside everything else: reads, and prepares
   * orders for {@link #carryOut}. Any thread, but one pass at a time, and the next one only when
   * the orders of the last have been carried out.
   *
   * @return what the pass came to; empty when none was due or it was cancelled
   * @throws IOException when it had to be given up; the partition is as good as before
   */
  public Optional<CompactionPass.Report> compact(
      CompactionRules rules,
      PartitionFacts facts,
      long nowMillis,
      Decompressor decompressor,
      CompactionOutput output)
      throws IOException {
    return compaction.run(rules, facts, nowMillis, decompressor, output);
  }

  /**
   * Carries out a part of a compaction, durably; syncs everything written before. What was read
   * before is read further; later snapshots see the compacted segments. After a crash in its midst
   * the next open finishes it, or finds the log as it was.
   *
   * <p>Where segments have gone meanwhile, by retention, their replacement is dropped and with it
   * the rest of the pass.
   *
   * @param attachment what {@link BatchVisitor#restore} is to get, covering every batch: those that
   *     were compacted are not to be replayed
   */
  public void carryOut(CompactionOrder order, byte[] attachment) throws IOException {
    requireWritable();
    sync();
    try {
      compaction.carryOut(order, attachment);
    } catch (IOException e) {
      throw fail("compaction", e);
    }
    reader.forgetAll();
  }

  /**
   * Checkpoints at the end and closes: the next open has nothing to scan. A damaged log is closed
   * as it is.
   *
   * @param attachment what {@link BatchVisitor#restore} is to get, covering every batch
   */
  public void close(byte[] attachment) throws IOException {
    try {
      if (state.damage == null) {
        cutLeftovers();
        state.segments.active().seal();
        checkpoint(state.end(), attachment);
      }
    } finally {
      close();
    }
  }

  /** What is behind a segment's end must be gone before the segment after it may go. */
  private void cutLeftovers() throws IOException {
    for (Segment segment : uncut) {
      if (state.segments.all().contains(segment)) {
        segment.cutToSize();
      }
    }
    uncut.clear();
  }

  /** Gives all handles back and nothing else: what is not synced stays so. */
  @Override
  public void close() throws IOException {
    closed = true;
    compaction.close();
    for (Segment segment : state.segments.all()) {
      segment.close();
    }
  }

  /** Removes the partition with its directory; durable when the parent directory is synced. */
  public void delete() throws IOException {
    closed = true;
    compaction.close();
    for (Segment segment : state.segments.all()) {
      segment.delete();
    }
    for (String name : storage.list(directory)) {
      storage.delete(directory + "/" + name);
    }
    storage.delete(directory);
  }

  private void requireWithin(long offset) throws OffsetOutOfRangeException {
    if (offset < state.logStart() || offset > state.end()) {
      throw new OffsetOutOfRangeException(description(), offset, state.logStart(), state.end());
    }
  }

  private void requireWritable() throws IOException {
    requireOpen();
    if (state.damage != null) {
      throw new CorruptLogException(state.damage);
    }
  }

  private void requireOpen() throws IOException {
    if (failure != null) {
      throw new LogFailedException(failure);
    }
    if (closed) {
      throw new IOException(description() + " is closed");
    }
  }

  private LogFailedException fail(String attempt, IOException cause) {
    LogFailedException failed =
        cause instanceof LogFailedException known
            ? known
            : new LogFailedException(description(), attempt, state.syncedEnd(), cause);
    failure = failed;
    return failed;
  }
}
