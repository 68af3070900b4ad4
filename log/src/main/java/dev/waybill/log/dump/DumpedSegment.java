package dev.waybill.log.dump;

import java.util.Optional;

/**
 * What a segment file holds in sum.
 *
 * @param file the segment file
 * @param sizeBytes its size
 * @param batches whole batches found
 * @param records their records
 * @param firstOffset of the first batch, -1 when there is none
 * @param lastOffset of the last batch, -1 when there is none
 * @param invalidBatches batches with a problem of their own
 * @param tornPosition where the bytes stop being batches; equal to {@code sizeBytes} when they
 *     never do
 * @param problem expected and found at the torn position
 */
public record DumpedSegment(
    String file,
    long sizeBytes,
    long batches,
    long records,
    long firstOffset,
    long lastOffset,
    long invalidBatches,
    long tornPosition,
    Optional<String> problem) {

  /** Whether every byte belongs to a sound batch. */
  public boolean isSound() {
    return invalidBatches == 0 && tornPosition == sizeBytes;
  }
}
