package dev.waybill.broker.core;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.Timestamps;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.record.Compression;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Batches that were checked on their publisher's thread: whole, undamaged, and the publisher's to
 * send.
 */
public final class AppendRequest {
  private final TopicPartition partition;
  private final ByteBuffer batches;
  private final Acks acks;
  private final OptionalLong appendTimeMillis;
  private final Joining joining;

  private AppendRequest(
      TopicPartition partition,
      ByteBuffer batches,
      Acks acks,
      OptionalLong appendTimeMillis,
      Joining joining) {
    this.partition = partition;
    this.batches = batches;
    this.acks = acks;
    this.appendTimeMillis = appendTimeMillis;
    this.joining = joining;
  }

  /**
   * Checks what can be checked without the core. Any thread.
   *
   * @throws BrokerException {@code CORRUPT_MESSAGE}, {@code INVALID_REQUEST} or {@code
   *     MESSAGE_TOO_LARGE}
   */
  public static AppendRequest of(
      TopicPartition partition, ByteBuffer batches, Acks acks, Joining joining, int maxBatchBytes) {
    AppendRequest request =
        new AppendRequest(
            partition,
            batches.duplicate().order(ByteOrder.BIG_ENDIAN),
            acks,
            OptionalLong.empty(),
            joining);
    if (batches.isReadOnly()) {
      throw refuse(partition, "expected a writable buffer, to put the offsets into");
    }
    if (!batches.hasRemaining()) {
      throw refuse(partition, "expected at least one batch, found no bytes");
    }
    request.checkSize(maxBatchBytes);
    request.checkBatches();
    return request;
  }

  /**
   * The same under its topic's rules for timestamps: either they are checked, or replaced by the
   * time of the append, in the batches. The publisher's thread.
   *
   * @param wallMillis the clock, since the epoch; only asked where the rules need it
   * @throws BrokerException {@code INVALID_TIMESTAMP}
   */
  public AppendRequest timed(Timestamps rules, LongSupplier wallMillis) {
    OptionalLong stamp = new TimestampRules(rules, partition).apply(batches, wallMillis);
    return stamp.isEmpty() ? this : new AppendRequest(partition, batches, acks, stamp, joining);
  }

  public TopicPartition partition() {
    return partition;
  }

  public int bytes() {
    return batches.remaining();
  }

  ByteBuffer batches() {
    return batches;
  }

  Acks acks() {
    return acks;
  }

  /** What its messages were given in place of their own times; empty where they keep those. */
  OptionalLong appendTimeMillis() {
    return appendTimeMillis;
  }

  Joining joining() {
    return joining;
  }

  void checkSize(int maxBytes) {
    if (bytes() > maxBytes) {
      throw new BrokerException(
          ErrorCode.MESSAGE_TOO_LARGE,
          "Append to "
              + partition
              + " is too large: expected at most "
              + maxBytes
              + " bytes, found "
              + bytes()
              + ". Nothing was stored. Send smaller batches, or raise maxBatchBytes.");
    }
  }

  private void checkBatches() {
    int count = 0;
    boolean sequenced = false;
    try {
      for (RecordBatch batch : RecordBatches.in(batches)) {
        batch.validateChecksum();
        if (batch.isControl()) {
          throw refuse(
              partition, "expected messages, found a control batch; only the broker writes those");
        }
        if (batch.compression() == Compression.UNKNOWN) {
          throw refuse(
              partition,
              "expected a compression that the format defines, found "
                  + batch
                  + " with an undefined one; no reader could decode it");
        }
        if (batch.lastOffsetDelta() == Integer.MAX_VALUE || batch.count() == 0) {
          throw refuse(partition, "expected messages, found " + batch);
        }
        if (batch.producerId() >= 0 && (batch.producerEpoch() < 0 || batch.baseSequence() < 0)) {
          throw refuse(
              partition,
              "expected an epoch and a sequence with producer id "
                  + batch.producerId()
                  + ", found epoch="
                  + batch.producerEpoch()
                  + ", sequence="
                  + batch.baseSequence());
        }
        if (batch.isTransactional() && batch.producerId() < 0) {
          throw refuse(partition, "expected a producer id on a transactional batch, found none");
        }
        sequenced |= batch.producerId() >= 0;
        count++;
      }
    } catch (InvalidBatchException e) {
      throw new BrokerException(
          ErrorCode.CORRUPT_MESSAGE,
          "Append to "
              + partition
              + " was refused: "
              + e.getMessage()
              + ". Nothing was stored. Send it again; if it repeats, the publisher's encoder is broken.",
          e);
    }
    if (sequenced && count > 1) {
      throw refuse(
          partition, "expected one batch per append from a producer with an id, found " + count);
    }
  }

  private static BrokerException refuse(TopicPartition partition, String problem) {
    return new BrokerException(
        ErrorCode.INVALID_REQUEST,
        "Append to " + partition + " was refused: " + problem + ". Nothing was stored.");
  }
}
