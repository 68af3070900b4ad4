package dev.waybill.broker.core;

import dev.waybill.broker.producer.PartitionProducers;
import dev.waybill.broker.transaction.PartitionTransactions;
import dev.waybill.log.record.ControlRecords;
import dev.waybill.log.record.RecordBatch;
import java.nio.ByteBuffer;

/**
 * What is known of a partition from its batches: producers and transactions. Built by the same
 * method whether a batch is appended now or replayed from the log.
 *
 * <p>Saved with every checkpoint of the log: {@code | version u8 | producers | transactions |}.
 */
final class PartitionState {
  private static final byte VERSION = 1;

  private final PartitionProducers producers;
  private final PartitionTransactions transactions;

  PartitionState() {
    this(new PartitionProducers(), new PartitionTransactions());
  }

  private PartitionState(PartitionProducers producers, PartitionTransactions transactions) {
    this.producers = producers;
    this.transactions = transactions;
  }

  PartitionProducers producers() {
    return producers;
  }

  PartitionTransactions transactions() {
    return transactions;
  }

  /** A batch has its place: its base offset is final. */
  void apply(RecordBatch batch, long wallMillis) {
    long producerId = batch.producerId();
    if (producerId < 0) {
      return;
    }
    short epoch = batch.producerEpoch();
    if (batch.isControl() && batch.count() == 0) {
      producers.fenced(producerId, epoch, wallMillis);
      return;
    }
    if (batch.isControl()) {
      ControlRecords.Type type = ControlRecords.type(batch);
      if (type != ControlRecords.Type.OTHER) {
        producers.fenced(producerId, epoch, wallMillis);
        transactions.ended(producerId, type == ControlRecords.Type.COMMIT, batch.baseOffset());
      }
      return;
    }
    producers.stored(
        producerId, epoch, batch.baseSequence(), messages(batch), batch.baseOffset(), wallMillis);
    // What compaction has emptied was decided: its marker may be gone.
    if (batch.isTransactional() && batch.count() > 0) {
      transactions.stored(producerId, epoch, batch.baseOffset());
    }
  }

  /** How many sequence numbers and offsets a batch takes. */
  static int messages(RecordBatch batch) {
    return batch.lastOffsetDelta() + 1;
  }

  byte[] save() {
    ByteBuffer out = ByteBuffer.allocate(1 + producers.savedBytes() + transactions.savedBytes());
    out.put(VERSION);
    producers.save(out);
    transactions.save(out);
    return out.array();
  }

  static PartitionState load(byte[] attachment) {
    if (attachment.length == 0) {
      return new PartitionState();
    }
    ByteBuffer in = ByteBuffer.wrap(attachment);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "Partition checkpoint of an unknown version: expected "
              + VERSION
              + ", found "
              + version
              + ". It was written by a newer Waybill; open the directory with that one.");
    }
    return new PartitionState(PartitionProducers.load(in), PartitionTransactions.load(in));
  }
}
