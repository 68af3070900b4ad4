package dev.waybill.log.compaction;

import dev.waybill.log.record.BatchFilter;
import dev.waybill.log.record.ControlRecords;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What remains of each batch. One thread; the batches of a partition in order, from its start.
 *
 * <pre>
 *   message   superseded, or of an aborted transaction ──► gone
 *             deletion, clean for long enough          ──► gone
 *             without a key                            ──► stays: nothing can supersede it
 *   batch     committed ──► in no transaction;  emptied ──► gone, or its header where remembered
 *             not to be decoded ──► stays as it is
 *   marker    of a commit ──► gone, unless remembered, or messages stay that need it
 *             of an abort ──► stays: readers have a list of aborted transactions that ends at it
 * </pre>
 *
 * <p>Invariant: a transactional batch never outlives its marker. A replay would take its
 * transaction for open, and abort it.
 */
final class BatchCleaner {
  private final LatestOffsets latest;
  private final PartitionFacts facts;
  private final Decompressor decompressor;
  private final long deletionsBefore;
  private final Set<Long> undecodedProducers = new HashSet<>();

  /** An older value may hide in a batch that was not decoded: its deletion must stay. */
  private boolean undecoded;

  private long removed;

  /**
   * @param deletionsBefore deletions before this offset were kept long enough
   */
  BatchCleaner(
      LatestOffsets latest, PartitionFacts facts, Decompressor decompressor, long deletionsBefore) {
    this.latest = latest;
    this.facts = facts;
    this.decompressor = decompressor;
    this.deletionsBefore = deletionsBefore;
  }

  /** Messages taken out so far. */
  long removed() {
    return removed;
  }

  /** The batch itself when nothing changes, another when something does, null when it goes. */
  @Nullable RecordBatch clean(RecordBatch batch) {
    if (batch.isControl()) {
      return mustStay(batch) ? batch : null;
    }
    if (batch.count() == 0) {
      return facts.isRemembered(batch) ? batch : null;
    }
    if (batch.isTransactional() && facts.isAborted(batch)) {
      removed += batch.count();
      return emptied(batch);
    }
    try {
      return retain(batch);
    } catch (UnsupportedOperationException | InvalidBatchException undecodable) {
      undecoded = true;
      if (batch.isTransactional()) {
        undecodedProducers.add(batch.producerId());
      }
      return batch;
    }
  }

  private @Nullable RecordBatch retain(RecordBatch batch) {
    RecordBatch kept = RecordBatch.at(BatchFilter.retain(batch, decompressor, this::isWanted), 0);
    removed += batch.count() - kept.count();
    if (kept.count() == 0) {
      return emptied(batch);
    }
    if (batch.isTransactional()) {
      ByteBuffer bytes = kept.bytes();
      ByteBuffer own = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      return RecordBatch.at(BatchFilter.settled(own), 0);
    }
    return kept.count() == batch.count() ? batch : kept;
  }

  private @Nullable RecordBatch emptied(RecordBatch batch) {
    return facts.isRemembered(batch) ? RecordBatch.at(BatchFilter.emptied(batch), 0) : null;
  }

  private boolean isWanted(RecordCursor cursor) {
    byte[] key = cursor.key();
    if (key == null) {
      return true;
    }
    boolean deletable = cursor.valueSize() < 0 && cursor.offset() < deletionsBefore && !undecoded;
    return !deletable && latest.isLatest(key, cursor.offset());
  }

  private boolean mustStay(RecordBatch marker) {
    try {
      return ControlRecords.type(marker) != ControlRecords.Type.COMMIT
          || facts.isRemembered(marker)
          || undecodedProducers.contains(marker.producerId());
    } catch (InvalidBatchException unknown) {
      return true;
    }
  }
}
