package dev.waybill.log;

import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Batches for tests, and what a log holds as strings. */
public final class TestBatches {
  private TestBatches() {}

  /** A batch whose records have the offset as their timestamp. */
  public static ByteBuffer batch(long offset, String... values) {
    return batchAt(offset, offset, values);
  }

  /** A batch whose first record has a timestamp and the others follow by the millisecond. */
  public static ByteBuffer batchAt(long offset, long timestamp, String... values) {
    BatchBuilder builder = new BatchBuilder(256, 16 * 1024 * 1024);
    for (int i = 0; i < values.length; i++) {
      builder.tryAppend(timestamp + i, null, values[i].getBytes(StandardCharsets.UTF_8), List.of());
    }
    ByteBuffer batch = builder.build();
    RecordBatch.at(batch, 0).setBaseOffset(offset);
    return batch;
  }

  /** A record as it was read. */
  public record Read(long offset, long timestamp, String value) {}

  /** All records from the log start to where the snapshot ends. */
  public static List<Read> readAll(PartitionLog log) throws IOException {
    LogSnapshot snapshot = log.snapshot();
    return read(log, snapshot, snapshot.logStartOffset(), snapshot.writtenEndOffset());
  }

  /** All records from an offset on. */
  public static List<Read> read(PartitionLog log, LogSnapshot snapshot, long from, long to)
      throws IOException {
    List<Read> records = new ArrayList<>();
    long at = from;
    while (at < to) {
      ByteBuffer bytes = log.read(snapshot, at, to, 1000);
      if (!bytes.hasRemaining()) {
        throw new AssertionError("nothing to read at " + at + " of " + snapshot);
      }
      for (RecordBatch batch : RecordBatches.in(bytes)) {
        RecordCursor cursor = batch.records();
        while (cursor.next()) {
          if (cursor.offset() >= from) {
            records.add(new Read(cursor.offset(), cursor.timestamp(), text(cursor.value())));
          }
        }
        at = batch.nextOffset();
      }
    }
    return records;
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** The values alone. */
  public static List<String> values(PartitionLog log) throws IOException {
    return readAll(log).stream().map(Read::value).toList();
  }
}
