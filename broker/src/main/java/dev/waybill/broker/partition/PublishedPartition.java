package dev.waybill.broker.partition;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.FileSlice;
import dev.waybill.log.LogSnapshot;
import dev.waybill.log.OffsetOutOfRangeException;
import dev.waybill.log.PartitionLog;
import dev.waybill.log.TimestampedOffset;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.storage.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where core, disk and readers meet.
 *
 * <pre>
 *   disk --attach--> log, and appends to it
 *   core --publish--> how far it may be read
 *   readers: first how far, then the log's snapshot
 * </pre>
 *
 * <p>Invariant: the core publishes an end only after the disk reported it, so a log snapshot taken
 * after reading the end holds everything before it.
 */
public final class PublishedPartition implements PartitionView {
  /** Why there is nothing to read any more. */
  public enum End {
    DELETED,
    STOPPED
  }

  private record Published(Offsets offsets, AbortedIndex aborted) {}

  private static final Published NOTHING = new Published(Offsets.EMPTY, AbortedIndex.EMPTY);

  private final TopicPartition name;
  private final UUID topicId;
  private final WakeUps wakeUps = new WakeUps();
  private volatile Published published = NOTHING;
  private volatile @Nullable PartitionLog log;
  private volatile @Nullable End end;
  private volatile boolean writtenReaders;

  public PublishedPartition(TopicPartition name, UUID topicId) {
    this.name = name;
    this.topicId = topicId;
  }

  @Override
  public TopicPartition topicPartition() {
    return name;
  }

  @Override
  public Offsets offsets() {
    return published.offsets();
  }

  @Override
  public long sizeBytes() {
    PartitionLog files = log;
    return files == null ? 0 : files.snapshot().sizeBytes();
  }

  /** Where its files are. */
  public String directory() {
    return PartitionDirectory.of(name.topic(), topicId, name.partition());
  }

  /** The disk's: it has opened the files. */
  public void attach(PartitionLog opened) {
    log = opened;
  }

  /** The disk's: the files, once they are open. */
  public @Nullable PartitionLog log() {
    return log;
  }

  /** The core's: this much may be read now. */
  public void publish(Offsets offsets, AbortedIndex aborted) {
    published = new Published(offsets, aborted);
    wakeUps.wake(offsets);
  }

  /** Whether somebody reads what is written and not synced. */
  public boolean hasWrittenReaders() {
    return writtenReaders;
  }

  /** The core's: no more will come; wakes everyone. */
  public void close(End why) {
    end = why;
    wakeUps.wakeAll();
  }

  @Override
  public ReadResult read(
      long fromOffset, Isolation isolation, int maxBytes, @Nullable ByteBuffer reuse) {
    Published now = readable(fromOffset, isolation);
    long readableEnd = now.offsets().readableEnd(isolation);
    PartitionLog files = log;
    if (files == null || fromOffset >= readableEnd) {
      return new ReadResult(ByteBuffer.allocate(0), List.of(), fromOffset, now.offsets());
    }
    try {
      LogSnapshot snapshot = files.snapshot();
      ByteBuffer batches = files.read(snapshot, fromOffset, readableEnd, maxBytes, reuse, true);
      long next = ReadResult.endOf(batches, fromOffset);
      return new ReadResult(
          batches, aborted(now, isolation, fromOffset, next), next, now.offsets());
    } catch (OffsetOutOfRangeException e) {
      throw outOfRange(fromOffset, now.offsets(), readableEnd);
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  @Override
  public SliceResult slice(long fromOffset, Isolation isolation, int maxBytes) {
    Published now = readable(fromOffset, isolation);
    long readableEnd = now.offsets().readableEnd(isolation);
    PartitionLog files = log;
    if (files == null || fromOffset >= readableEnd) {
      return new SliceResult(Optional.empty(), List.of(), fromOffset, now.offsets());
    }
    try {
      FileSlice batches = files.slice(files.snapshot(), fromOffset, readableEnd, maxBytes);
      long next = batches.nextOffset();
      return new SliceResult(
          batches.length() == 0 ? Optional.empty() : Optional.of(batches),
          aborted(now, isolation, fromOffset, next),
          next,
          now.offsets());
    } catch (OffsetOutOfRangeException e) {
      throw outOfRange(fromOffset, now.offsets(), readableEnd);
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** What there is to read, for a reader who may read from that offset. */
  private Published readable(long fromOffset, Isolation isolation) {
    checkOpen();
    noteReader(isolation);
    Published now = published;
    long readableEnd = now.offsets().readableEnd(isolation);
    checkDamage(log, fromOffset, readableEnd);
    checkRange(fromOffset, now.offsets(), readableEnd);
    return now;
  }

  private static List<AbortedRange> aborted(
      Published now, Isolation isolation, long from, long to) {
    return isolation == Isolation.READ_COMMITTED ? now.aborted().overlapping(from, to) : List.of();
  }

  @Override
  public TimestampedOffset firstSince(
      long timestampMillis, Isolation isolation, Decompressor decompressor) {
    return lookUp(
        isolation,
        (files, snapshot, start, end) ->
            files.offsetForTimestamp(snapshot, timestampMillis, start, end, decompressor));
  }

  @Override
  public TimestampedOffset youngest(Isolation isolation, Decompressor decompressor) {
    return lookUp(
        isolation,
        (files, snapshot, start, end) -> files.maxTimestamp(snapshot, start, end, decompressor));
  }

  @Override
  public WakeUp onAdvance(long offset, Isolation isolation, Runnable wakeUp) {
    noteReader(isolation);
    WakeUps.Waiter waiter = wakeUps.add(offset, isolation, wakeUp);
    if (end != null || waiter.isDue(offsets())) {
      waiter.runNow();
    }
    return waiter;
  }

  /** Something that is looked for by time, between two offsets. */
  private interface Lookup {
    TimestampedOffset in(PartitionLog files, LogSnapshot snapshot, long start, long end)
        throws IOException;
  }

  private TimestampedOffset lookUp(Isolation isolation, Lookup lookup) {
    checkOpen();
    PartitionLog files = log;
    Offsets now = offsets();
    if (files == null) {
      return TimestampedOffset.NONE;
    }
    try {
      return lookUp(files, now.logStart(), now.readableEnd(isolation), lookup);
    } catch (IOException e) {
      throw failed("look up a time in", e);
    }
  }

  /** Looks again whenever retention deleted what it was looking into. */
  private static TimestampedOffset lookUp(PartitionLog files, long start, long end, Lookup lookup)
      throws IOException {
    LogSnapshot snapshot = files.snapshot();
    while (true) {
      try {
        return lookup.in(files, snapshot, start, end);
      } catch (OffsetOutOfRangeException e) {
        LogSnapshot newer = files.snapshot();
        if (newer.logStartOffset() == snapshot.logStartOffset()) {
          throw e;
        }
        snapshot = newer;
      }
    }
  }

  private void noteReader(Isolation isolation) {
    if (isolation == Isolation.READ_WRITTEN && !writtenReaders) {
      writtenReaders = true;
    }
  }

  private void checkOpen() {
    End why = end;
    if (why == End.DELETED) {
      throw new BrokerException(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
          "Topic \"" + name.topic() + "\" was deleted; stop reading it.");
    }
    if (why == End.STOPPED) {
      throw new BrokerException(
          ErrorCode.BROKER_CLOSED,
          "Cannot read " + name + ": the broker has stopped. Open it again.");
    }
  }

  /** Waiting for what lies behind damage would be waiting for ever, in silence. */
  private void checkDamage(@Nullable PartitionLog files, long fromOffset, long readableEnd) {
    if (files != null && fromOffset >= readableEnd) {
      files
          .snapshot()
          .damage()
          .ifPresent(
              damage -> {
                throw failed("read", damage);
              });
    }
  }

  private void checkRange(long fromOffset, Offsets offsets, long readableEnd) {
    if (fromOffset < offsets.logStart() || fromOffset > offsets.writtenEnd()) {
      throw outOfRange(fromOffset, offsets, readableEnd);
    }
  }

  private BrokerException outOfRange(long found, Offsets offsets, long readableEnd) {
    return new BrokerException(
        ErrorCode.OFFSET_OUT_OF_RANGE,
        "Offset out of range in "
            + name
            + ": expected "
            + offsets.logStart()
            + " to "
            + readableEnd
            + ", found "
            + found
            + ". Older messages were deleted by retention, later ones do not exist: go on from"
            + " the earliest or the latest.");
  }

  private BrokerException failed(String verb, IOException cause) {
    checkOpen();
    if (cause instanceof CorruptLogException) {
      return new BrokerException(
          ErrorCode.CORRUPT_LOG, "Cannot " + verb + " " + name + ": " + cause.getMessage(), cause);
    }
    return new BrokerException(
        ErrorCode.READ_FAILED,
        "Cannot "
            + verb
            + " "
            + name
            + ": expected its files to be readable, found "
            + cause
            + ". Nothing was changed and nothing is lost; try again, and check the disk if it repeats.",
        cause);
  }
}
