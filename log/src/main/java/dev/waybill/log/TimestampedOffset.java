package dev.waybill.log;

/**
 * An offset and the timestamp of the record there, milliseconds since the epoch.
 *
 * @param offset the offset, -1 for none
 * @param timestamp the timestamp, -1 for none
 */
public record TimestampedOffset(long offset, long timestamp) {
  /** No such record. */
  public static final TimestampedOffset NONE = new TimestampedOffset(-1, -1);
}
