package dev.waybill.broker.partition;

/**
 * Where a partition stands, at one instant. All are ends: the offset after the last one included.
 *
 * <p>Invariant: {@code logStart <= lastStable <= highWatermark <= writtenEnd}.
 *
 * @param logStart first offset that is still kept
 * @param lastStable before it no transaction is open
 * @param highWatermark before it everything is synced
 * @param writtenEnd before it everything is written
 */
public record Offsets(long logStart, long lastStable, long highWatermark, long writtenEnd) {
  public static final Offsets EMPTY = new Offsets(0, 0, 0, 0);

  /** The offset after the last message a reader of this isolation may see. */
  public long readableEnd(Isolation isolation) {
    return switch (isolation) {
      case READ_COMMITTED -> lastStable;
      case READ_UNCOMMITTED -> highWatermark;
      case READ_WRITTEN -> writtenEnd;
    };
  }
}
