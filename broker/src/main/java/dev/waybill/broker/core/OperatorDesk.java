package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.producer.ProducerDescription;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.OpenTransaction;
import dev.waybill.broker.transaction.ProducerRegistry;
import dev.waybill.broker.transaction.TransactionDescription;
import dev.waybill.broker.transaction.TransactionalProducer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What an operator sees of producers and their transactions, and can do about them. */
final class OperatorDesk {
  private final Ledger ledger;
  private final ProducerRegistry producers;
  private final Rounds rounds;
  private final TransactionDesk transactions;
  private final MarkerWriter markers;

  OperatorDesk(Ledger ledger, Rounds rounds, TransactionDesk transactions, MarkerWriter markers) {
    this.ledger = ledger;
    this.producers = ledger.producers();
    this.rounds = rounds;
    this.transactions = transactions;
    this.markers = markers;
  }

  void list(CompletableFuture<List<TransactionDescription>> future) {
    rounds.whenJournalSynced(new Reply<>(future, producers.describe()));
  }

  void describe(
      Collection<String> transactionalIds,
      CompletableFuture<Map<String, TransactionDescription>> future) {
    Map<String, TransactionDescription> found = new TreeMap<>();
    for (String id : transactionalIds) {
      producers.describe(id).ifPresent(each -> found.put(id, each));
    }
    rounds.whenJournalSynced(new Reply<>(future, found));
  }

  void producers(TopicPartition name, CompletableFuture<List<ProducerDescription>> future) {
    PartitionState state = ledger.partition(name).state();
    rounds.whenJournalSynced(
        new Reply<>(future, state.producers().describe(state.transactions()::firstOffset)));
  }

  /**
   * Aborts what a producer has open in a partition. If the transaction can still be decided, all of
   * it is aborted and its producer fenced: no part of it is left behind.
   */
  void abort(TopicPartition name, ProducerIdentity by, CompletableFuture<Void> future) {
    Partition partition = ledger.partition(name);
    partition.checkHealthy();
    short known = partition.state().producers().epoch(by.producerId());
    if (by.epoch() < known) {
      throw new BrokerException(
          ErrorCode.INVALID_PRODUCER_EPOCH,
          "Abort in "
              + name
              + ": expected epoch "
              + known
              + " or later of producerId="
              + by.producerId()
              + ", found "
              + by.epoch()
              + ". Nothing was done; look again at who has a transaction open.");
    }
    if (partition.state().transactions().isOpen(by.producerId())) {
      TransactionalProducer producer = producers.find(by.producerId());
      OpenTransaction open = producer == null ? null : producer.open();
      if (producer != null && open != null && open.partitions().contains(name)) {
        transactions.abort(producer);
      } else if (!isDecided(partition, by.producerId())) {
        markers.place(partition, by.producerId(), by.epoch(), false);
      }
    }
    rounds.filling().whenSynced(Reply.done(future));
  }

  /** Whether its marker is on the way. */
  private boolean isDecided(Partition partition, long producerId) {
    long first = partition.state().transactions().firstOffset(producerId);
    return producers.incomplete().stream()
        .anyMatch(
            ended ->
                ended.by().producerId() == producerId
                    && ended.decided(partition.topic().id(), partition.name().partition(), first));
  }
}
