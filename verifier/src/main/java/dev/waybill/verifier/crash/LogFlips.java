package dev.waybill.verifier.crash;

import dev.waybill.log.BatchVisitor;
import dev.waybill.log.FileSlice;
import dev.waybill.log.LogSettings;
import dev.waybill.log.LogSnapshot;
import dev.waybill.log.PartitionLog;
import dev.waybill.log.RecoveryReport;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.storage.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A partition of several segments, read from the front, at every offset, as it lies in its files,
 * and looked up by every timestamp. A record's timestamp is its offset.
 */
final class LogFlips implements FlipSubject {
  private static final String DIRECTORY = "p";
  private static final long START = 3;
  private static final int SYNCED = 12;
  private static final int WRITTEN = 2;
  private static final LogSettings SETTINGS =
      LogSettings.defaults().withSegmentBytes(350).withIndexIntervalBytes(80);

  private final boolean closed;
  private long operationsOfWhole = -1;

  /**
   * @param closed whether it was closed well, so that the next open trusts its checkpoint; else its
   *     process was killed with two batches written and not synced
   */
  LogFlips(boolean closed) {
    this.closed = closed;
  }

  @Override
  public String name() {
    return closed ? "log, closed" : "log, killed";
  }

  private int end() {
    return closed ? SYNCED : SYNCED + WRITTEN;
  }

  private static String text(long offset) {
    return "message " + offset + ".".repeat((int) (offset % 5) * 8);
  }

  @Override
  public DiskImage image() throws IOException {
    RecordingDisk disk = new RecordingDisk();
    PartitionLog log = PartitionLog.open(disk, DIRECTORY, SETTINGS, 0, BatchVisitor.NONE).log();
    for (int offset = 0; offset < SYNCED; offset += 2) {
      log.append(TextBatches.at(offset, text(offset), text(offset + 1)));
      if (offset == SYNCED / 2) {
        log.checkpoint(offset, new byte[] {1, 2, 3});
      }
    }
    log.sync();
    log.deleteBefore(START);
    if (closed) {
      log.close(new byte[] {4, 5, 6});
    } else {
      for (int offset = SYNCED; offset < end(); offset++) {
        log.append(TextBatches.at(offset, text(offset)));
      }
      log.close();
    }
    return disk.seen();
  }

  @Override
  public FlipOutcome judge(RecordingDisk damaged) {
    try {
      PartitionLog.Opened opened =
          PartitionLog.open(damaged, DIRECTORY, SETTINGS, SYNCED, BatchVisitor.NONE);
      try (PartitionLog log = opened.log()) {
        FlipOutcome outcome = new Reading(log, opened.recovery()).judge();
        if (operationsOfWhole < 0) {
          operationsOfWhole = damaged.operations();
        }
        boolean mended = damaged.operations() > operationsOfWhole;
        return mended && outcome == FlipOutcome.SAME ? FlipOutcome.MENDED : outcome;
      }
    } catch (CorruptLogException e) {
      return FlipOutcome.REPORTED;
    } catch (IOException | RuntimeException e) {
      return FlipOutcome.WRONG;
    }
  }

  /** Reads one opened log in every way. */
  private final class Reading {
    private final PartitionLog log;
    private final LogSnapshot snapshot;
    private final SortedMap<Long, String> found = new TreeMap<>();
    private boolean told;
    private boolean misled;

    Reading(PartitionLog log, RecoveryReport recovery) {
      this.log = log;
      this.snapshot = log.snapshot();
      this.told = recovery.damage().isPresent();
    }

    FlipOutcome judge() throws IOException {
      readAll();
      for (long offset = snapshot.logStartOffset(); offset < end(); offset++) {
        readAt(offset);
        sliceAt(offset);
        lookUp(offset);
        lookUpYoungest(offset);
      }
      for (long offset : found.keySet()) {
        if (!text(offset).equals(found.get(offset)) || offset >= end()) {
          return FlipOutcome.WRONG;
        }
      }
      if (misled) {
        return FlipOutcome.WRONG;
      }
      if (told) {
        return FlipOutcome.REPORTED;
      }
      long missing = snapshot.logStartOffset();
      while (found.containsKey(missing)) {
        missing++;
      }
      if (missing < SYNCED || snapshot.logStartOffset() > START) {
        return FlipOutcome.SILENTLY_LOST;
      }
      return missing < end() ? FlipOutcome.UNSYNCED_LOST : FlipOutcome.SAME;
    }

    private void readAll() throws IOException {
      try {
        found.putAll(LogContents.readAll(log));
      } catch (CorruptLogException e) {
        told = true;
      }
    }

    private void readAt(long offset) throws IOException {
      if (offset >= snapshot.writtenEndOffset()) {
        return;
      }
      try {
        SortedMap<Long, String> here = new TreeMap<>();
        LogContents.readSome(log, snapshot, offset, 1, here);
        misled |= here.isEmpty() || here.firstKey() != offset;
        found.putAll(here);
      } catch (CorruptLogException e) {
        told = true;
      }
    }

    /** Bytes as they lie in the file: whoever is sent them checks them. */
    private void sliceAt(long offset) throws IOException {
      if (offset >= snapshot.writtenEndOffset()) {
        return;
      }
      try {
        FileSlice slice = log.slice(snapshot, offset, snapshot.writtenEndOffset(), 1);
        ByteBuffer bytes = ByteBuffer.allocate(slice.length());
        slice.read(0, bytes);
        SortedMap<Long, String> here = new TreeMap<>();
        for (RecordBatch batch : RecordBatches.in(bytes.flip())) {
          batch.validateChecksum();
          LogContents.take(batch, offset, here);
        }
        misled |= here.isEmpty() || here.firstKey() != offset;
        here.forEach((at, value) -> misled |= !text(at).equals(value));
      } catch (CorruptLogException | InvalidBatchException e) {
        told = true;
      }
    }

    /** Of the messages up to an offset the last one is the youngest. */
    private void lookUpYoungest(long offset) throws IOException {
      if (offset >= snapshot.writtenEndOffset()) {
        return;
      }
      try {
        misled |= log.maxTimestamp(snapshot, offset + 1).offset() != offset;
      } catch (CorruptLogException e) {
        told = true;
      }
    }

    private void lookUp(long timestamp) throws IOException {
      long end = snapshot.writtenEndOffset();
      try {
        long at = log.offsetForTimestamp(snapshot, timestamp, end).offset();
        // Nothing before the log's start is found, and behind its end there is nothing.
        misled |= at != (timestamp < end ? timestamp : -1);
      } catch (CorruptLogException e) {
        told = true;
      }
    }
  }
}
