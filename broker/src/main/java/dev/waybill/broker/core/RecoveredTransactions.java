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
 * <p>Decided ones get the markers their decision asks for. Undecided ones are aborted: parts of
 * them that were written and not synced may be gone.
 */
final class RecoveredTransactions {
  /** A transaction's batches without a marker. */
  private record Open(Partition partition, long firstOffset) {}

  private final Map<ProducerIdentity, List<Open>> open =
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
              .add(new Open(partition, each.firstOffset()));
        }
      }
    }
  }

  void finish(Ledger ledger, TransactionDesk desk) {
    for (TransactionEnded decided : ledger.producers().incomplete()) {
      desk.mark(decided, takeDecided(decided));
    }
    open.forEach((by, left) -> desk.abandon(by, names(left)));
    open.keySet().forEach(by -> staging.remove(by.producerId()));
    for (long producerId : staging) {
      TransactionalProducer producer = ledger.producers().find(producerId);
      if (producer != null) {
        desk.abandon(producer.identity(), List.of());
      }
    }
  }

  /** The partitions the decision is about; what is left there is of a later transaction. */
  private List<TopicPartition> takeDecided(TransactionEnded decided) {
    List<Open> candidates = open.getOrDefault(decided.by(), List.of());
    List<Open> taken =
        candidates.stream()
            .filter(
                each ->
                    decided.decided(
                        each.partition().topic().id(),
                        each.partition().name().partition(),
                        each.firstOffset()))
            .toList();
    if (taken.size() == candidates.size()) {
      open.remove(decided.by());
    } else {
      candidates.removeAll(taken);
    }
    return names(taken);
  }

  private static List<TopicPartition> names(List<Open> open) {
    return open.stream().map(each -> each.partition().name()).toList();
  }
}
