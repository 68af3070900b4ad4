package dev.waybill.broker.core;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.PartitionTransactions;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import dev.waybill.broker.transaction.TransactionalProducer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Transactions that have no marker in some partition after a restart.
 *
 * <p>Decided ones get the markers their decision asks for. Undecided ones are aborted and their
 * sessions fenced: parts of them that were written and not synced may be gone.
 */
final class RecoveredTransactions {
  private final Map<ProducerIdentity, List<TopicPartition>> open =
      new TreeMap<>(
          Comparator.comparingLong(ProducerIdentity::producerId)
              .thenComparing(ProducerIdentity::epoch));

  /** Producers with staged positions that were neither committed nor dropped. */
  private final Set<Long> staging;

  RecoveredTransactions(Ledger ledger, Set<Long> staging) {
    this.staging = staging;
    for (Topic topic : ledger.topics()) {
      for (Partition partition : topic.partitions()) {
        for (PartitionTransactions.Open each : partition.state().transactions().open()) {
          open.computeIfAbsent(
                  new ProducerIdentity(each.producerId(), each.epoch()), id -> new ArrayList<>())
              .add(partition.name());
        }
      }
    }
  }

  void finish(Ledger ledger, TransactionDesk desk) {
    for (TransactionEnded decided : ledger.producers().incomplete()) {
      List<TopicPartition> partitions = open.remove(decided.by());
      desk.mark(decided, partitions == null ? List.of() : partitions);
    }
    open.forEach(desk::abandon);
    open.keySet().forEach(by -> staging.remove(by.producerId()));
    for (long producerId : staging) {
      TransactionalProducer producer = ledger.producers().find(producerId);
      if (producer != null) {
        desk.abandon(producer.identity(), List.of());
      }
    }
  }
}
