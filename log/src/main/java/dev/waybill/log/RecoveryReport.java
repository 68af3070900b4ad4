package dev.waybill.log;

import dev.waybill.log.storage.CorruptLogException;
import java.util.Optional;

/**
 * What opening a partition found and did.
 *
 * @param endOffset where the partition ends, or the damage begins
 * @param durableMark what was known to be durable: everything before this offset
 * @param scannedBatches batches read and checked
 * @param scannedBytes their bytes
 * @param rewrittenBytes bytes above the durable mark that were written anew and synced
 * @param truncatedBytes bytes above the durable mark that were no whole, consecutive batches
 * @param checkpointDamaged whether the checkpoint could not be used, so that everything was scanned
 * @param damage damage below the durable mark; the partition serves what lies before it
 */
public record RecoveryReport(
    long endOffset,
    long durableMark,
    long scannedBatches,
    long scannedBytes,
    long rewrittenBytes,
    long truncatedBytes,
    boolean checkpointDamaged,
    Optional<CorruptLogException> damage) {

  /** Whether there was nothing to repair: the checkpoint covered everything. */
  public boolean clean() {
    return scannedBatches == 0 && truncatedBytes == 0 && !checkpointDamaged && damage.isEmpty();
  }
}
