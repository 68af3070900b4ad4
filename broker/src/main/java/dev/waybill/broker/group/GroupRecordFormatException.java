package dev.waybill.broker.group;

/**
 * A group record cannot be read: its bytes are damaged, or a newer version wrote them. Nothing was
 * applied. The journal checks its own sums, so this is no torn tail: a broker that cannot read a
 * record must not serve.
 */
public final class GroupRecordFormatException extends RuntimeException {
  public GroupRecordFormatException(String message) {
    super(message);
  }
}
