package dev.waybill.log.record;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Transaction markers: a control batch of one record that ends a producer's transaction in one
 * partition. Source: Kafka's EndTransactionMarker, as its consumers read it.
 *
 * <pre>
 *   key    version int16 = 0 │ type int16 (0 abort, 1 commit)
 *   value  version int16 = 0 │ coordinator epoch int32
 * </pre>
 */
public final class ControlRecords {
  private static final short VERSION = 0;
  private static final int KEY_BYTES = 4;
  private static final int VALUE_BYTES = 6;
  private static final int MARKER_BYTES = 128;

  private ControlRecords() {}

  /** What a control batch says. */
  public enum Type {
    /** The producer's open messages in this partition never happened. */
    ABORT(0),
    /** The producer's open messages in this partition count. */
    COMMIT(1),
    /** Something of another writer, to be skipped. */
    OTHER(-1);

    private final int id;

    Type(int id) {
      this.id = id;
    }
  }

  /** A marker that ends a transaction; base offset 0. The caller owns the buffer. */
  public static ByteBuffer endTransaction(
      Type type, long producerId, short producerEpoch, int coordinatorEpoch, long timestampMillis) {
    if (type == Type.OTHER) {
      throw new IllegalArgumentException("expected ABORT or COMMIT, found " + type);
    }
    byte[] key = new byte[KEY_BYTES];
    ByteBuffer.wrap(key).putShort(VERSION).putShort((short) type.id);
    byte[] value = new byte[VALUE_BYTES];
    ByteBuffer.wrap(value).putShort(VERSION).putInt(coordinatorEpoch);
    BatchBuilder builder = new BatchBuilder(MARKER_BYTES, MARKER_BYTES);
    if (!builder.tryAppend(timestampMillis, key, value, List.of())) {
      throw new IllegalStateException("a marker takes more than " + MARKER_BYTES + " bytes");
    }
    return builder.build(producerId, producerEpoch, BatchFormat.NO_PRODUCER, true, true);
  }

  /**
   * What a control batch says.
   *
   * @throws InvalidBatchException when it is no control batch or its key is too short
   */
  public static Type type(RecordBatch batch) {
    ByteBuffer key = field(batch, true);
    if (key.remaining() < KEY_BYTES) {
      throw new InvalidBatchException(
          batch + ": expected a control key of " + KEY_BYTES + " bytes, found " + key.remaining());
    }
    short type = key.getShort(2);
    return type == Type.ABORT.id ? Type.ABORT : type == Type.COMMIT.id ? Type.COMMIT : Type.OTHER;
  }

  /** The epoch of the coordinator that wrote an end-of-transaction marker. */
  public static int coordinatorEpoch(RecordBatch batch) {
    ByteBuffer value = field(batch, false);
    if (value.remaining() < VALUE_BYTES) {
      throw new InvalidBatchException(
          batch
              + ": expected a marker value of "
              + VALUE_BYTES
              + " bytes, found "
              + value.remaining());
    }
    return value.getInt(2);
  }

  private static ByteBuffer field(RecordBatch batch, boolean key) {
    if (!batch.isControl()) {
      throw new InvalidBatchException(batch + ": expected a control batch, found messages");
    }
    RecordCursor cursor = batch.records();
    byte[] bytes = cursor.next() ? (key ? cursor.key() : cursor.value()) : null;
    return bytes == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes);
  }
}
