package dev.waybill.log;

import java.io.IOException;

/** An offset outside of what a partition holds; carries the valid range. */
public final class OffsetOutOfRangeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final long firstOffset;
  private final long endOffset;

  /**
   * Creates the exception.
   *
   * @param partition the partition's directory
   * @param firstOffset the smallest valid offset
   * @param endOffset the largest valid offset, where the next message will be
   */
  public OffsetOutOfRangeException(
      String partition, long offset, long firstOffset, long endOffset) {
    super(
        partition
            + ": expected an offset from "
            + firstOffset
            + " to "
            + endOffset
            + ", found "
            + offset
            + (offset < firstOffset
                ? ". Retention has deleted what was there; continue from the earliest offset."
                : ". Nothing has been stored there; continue from the latest offset."));
    this.offset = offset;
    this.firstOffset = firstOffset;
    this.endOffset = endOffset;
  }

  /** The offset asked for. */
  public long offset() {
    return offset;
  }

  /** The smallest valid offset. */
  public long firstOffset() {
    return firstOffset;
  }

  /** The largest valid offset, where the next message will be. */
  public long endOffset() {
    return endOffset;
  }
}
