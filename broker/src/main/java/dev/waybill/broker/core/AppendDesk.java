package dev.waybill.broker.core;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.producer.StoredBatch;
import dev.waybill.log.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Gives batches their place. Everything that can refuse one comes before anything changes.
 *
 * <p>A transactional batch gets the acks it asks for, like any other: a round syncs all partitions
 * before its journal, so the commit's record never outlives the data it commits, and a transaction
 * costs one sync. What power loss takes before that, it takes from an undecided transaction, which
 * the restart aborts, and whose session can do nothing before it has aborted too.
 */
final class AppendDesk {
  private final Ledger ledger;
  private final Rounds rounds;
  private final Replies replies;
  private final TransactionDesk transactions;
  private final Moment moment;

  AppendDesk(
      Ledger ledger, Rounds rounds, Replies replies, TransactionDesk transactions, Moment moment) {
    this.ledger = ledger;
    this.rounds = rounds;
    this.replies = replies;
    this.transactions = transactions;
    this.moment = moment;
  }

  /**
   * @throws BrokerException when refused; nothing was stored and the bytes are still reserved
   */
  Outcome append(AppendRequest request, CompletableFuture<Appended> future) {
    Partition partition = ledger.partition(request.partition());
    partition.checkHealthy();
    request.checkSize(partition.topic().settings().maxBatchBytes());
    ByteBuffer batches = request.batches();
    RecordBatch first = RecordBatch.at(batches, batches.position());
    Acks acks = request.acks();
    if (first.producerId() >= 0) {
      StoredBatch original = transactions.checkProducer(partition, first, request.joining());
      if (original != null) {
        repeat(partition, original, whenBegun(first.producerId(), acks), future);
        return Outcome.REPEATED;
      }
      if (first.isTransactional()) {
        transactions.join(first.producerId(), partition);
        acks = whenBegun(first.producerId(), acks);
      }
    }
    long base = partition.place(batches, moment.wallMillis());
    rounds.write(partition, batches);
    answer(
        new Appended(base, partition.nextOffset() - 1, acks, false, request.appendTimeMillis()),
        future);
    return Outcome.PLACED;
  }

  /** Written, it would be answered before the beginning of its transaction, if that waits too. */
  private Acks whenBegun(long producerId, Acks acks) {
    return acks == Acks.WRITTEN && transactions.isBeginning(producerId) ? Acks.SYNCED : acks;
  }

  /** Whether the bytes wait for the disk now. */
  enum Outcome {
    PLACED,
    REPEATED
  }

  private void answer(Appended appended, CompletableFuture<Appended> future) {
    switch (appended.durability()) {
      case NONE -> replies.add(future, appended);
      case WRITTEN -> rounds.filling().whenWritten(new Reply<>(future, appended));
      case SYNCED -> rounds.filling().whenSynced(new Reply<>(future, appended));
    }
  }

  /** The original may still be on its way to the disk; the round being filled comes after it. */
  private void repeat(
      Partition partition, StoredBatch original, Acks acks, CompletableFuture<Appended> future) {
    Acks reached = original.lastOffset() < partition.syncedEnd() ? Acks.SYNCED : acks;
    Appended appended = new Appended(original.baseOffset(), original.lastOffset(), reached, true);
    if (original.lastOffset() < partition.syncedEnd()) {
      replies.add(future, appended);
    } else {
      answer(appended, future);
    }
  }
}
