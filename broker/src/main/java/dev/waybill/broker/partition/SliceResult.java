package dev.waybill.broker.partition;

import dev.waybill.log.FileSlice;
import java.util.List;
import java.util.Optional;

/**
 * Whole batches of a partition, as a stretch of a file. The terms of {@link ReadResult} hold.
 *
 * @param batches where they lie; empty when nothing is readable
 * @param aborted ordered by first offset; empty unless reading committed
 * @param nextOffset where to read on: after the last batch, or the offset asked for when empty
 * @param offsets the snapshot this was found in
 */
public record SliceResult(
    Optional<FileSlice> batches, List<AbortedRange> aborted, long nextOffset, Offsets offsets) {

  /** Bytes of the batches. */
  public int sizeBytes() {
    return batches.map(FileSlice::length).orElse(0);
  }
}
