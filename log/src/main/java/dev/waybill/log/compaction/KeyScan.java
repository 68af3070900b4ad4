package dev.waybill.log.compaction;

import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;

/** Notes the keys of the dirty part. One thread. */
final class KeyScan {
  private final LatestOffsets latest;
  private final PartitionFacts facts;
  private final Decompressor decompressor;
  private final long from;
  private long end;
  private boolean full;

  KeyScan(LatestOffsets latest, PartitionFacts facts, Decompressor decompressor, long from) {
    this.latest = latest;
    this.facts = facts;
    this.decompressor = decompressor;
    this.from = from;
    this.end = from;
  }

  /** The next batch; a batch that cannot be decoded replaces nothing. */
  void add(RecordBatch batch) {
    if (batch.nextOffset() <= from) {
      return;
    }
    boolean counts = !batch.isControl() && !(batch.isTransactional() && facts.isAborted(batch));
    if (counts && batch.count() > 0) {
      try {
        addRecords(batch.records(decompressor));
      } catch (UnsupportedOperationException | InvalidBatchException undecodable) {
        // It stays as it is, and what it holds replaces nothing.
        end = batch.nextOffset();
      }
    }
    if (!full) {
      end = batch.nextOffset();
    }
  }

  private void addRecords(RecordCursor cursor) {
    while (!full && cursor.next()) {
      byte[] key = cursor.key();
      if (cursor.offset() < from || key == null) {
        continue;
      }
      if (!latest.put(key, cursor.offset())) {
        full = true;
        end = cursor.offset();
      }
    }
  }

  /** Whether no more keys fit. */
  boolean isFull() {
    return full;
  }

  /** All keys before this offset are noted. */
  long end() {
    return end;
  }
}
