package dev.waybill.verifier.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.log.BatchVisitor;
import dev.waybill.log.LogSettings;
import dev.waybill.log.LogSnapshot;
import dev.waybill.log.PartitionLog;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads partitions of texts. */
final class LogContents {
  private static final int READ_BYTES = 1 << 16;

  private LogContents() {}

  /**
   * Opens a partition and reads all of it.
   *
   * @throws CorruptLogException when damage was reported
   */
  static SortedMap<Long, String> recover(Storage disk, String directory, LogSettings settings)
      throws IOException {
    PartitionLog.Opened opened = PartitionLog.open(disk, directory, settings, 0, BatchVisitor.NONE);
    try (PartitionLog log = opened.log()) {
      Optional<CorruptLogException> damage = opened.recovery().damage();
      if (damage.isPresent()) {
        throw damage.get();
      }
      return readAll(log);
    }
  }

  static SortedMap<Long, String> readAll(PartitionLog log) throws IOException {
    LogSnapshot snapshot = log.snapshot();
    SortedMap<Long, String> values = new TreeMap<>();
    long at = snapshot.logStartOffset();
    while (at < snapshot.writtenEndOffset()) {
      at = readSome(log, snapshot, at, READ_BYTES, values);
    }
    return values;
  }

  /**
   * Reads from an offset on.
   *
   * @return where to go on
   */
  static long readSome(
      PartitionLog log, LogSnapshot snapshot, long from, int bytes, SortedMap<Long, String> to)
      throws IOException {
    ByteBuffer batches = log.read(snapshot, from, snapshot.writtenEndOffset(), bytes);
    if (!batches.hasRemaining()) {
      throw new IOException("expected something to read at offset " + from + " of " + snapshot);
    }
    long next = from;
    for (RecordBatch batch : RecordBatches.in(batches)) {
      take(batch, from, to);
      next = batch.nextOffset();
    }
    return next;
  }

  /** A batch's values from an offset on. */
  static void take(RecordBatch batch, long from, SortedMap<Long, String> to) {
    RecordCursor cursor = batch.records();
    while (cursor.next()) {
      byte[] value = cursor.value();
      if (cursor.offset() >= from) {
        to.put(cursor.offset(), value == null ? "" : new String(value, UTF_8));
      }
    }
  }
}
