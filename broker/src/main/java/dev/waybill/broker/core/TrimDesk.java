package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.journal.JournalRecord.MessagesDeleted;
import dev.waybill.broker.topic.TopicPartition;
import java.util.concurrent.CompletableFuture;

/**
 * Gives up a partition's oldest messages because somebody said so.
 *
 * <pre>
 *   asked --decided--> on its way to the journal --synced--> hidden from readers, answered
 *                                                              | when retention next looks
 *                                                              v
 *                                                   files of whole segments deleted
 * </pre>
 *
 * <p>The journal remembers the offset for good: files may come back after a power loss, the
 * messages may not.
 */
public final class TrimDesk {
  /** Everything that is synced. */
  public static final long HIGH_WATERMARK = -1;

  private final Ledger ledger;
  private final Rounds rounds;

  TrimDesk(Ledger ledger, Rounds rounds) {
    this.ledger = ledger;
    this.rounds = rounds;
  }

  void deleteBefore(TopicPartition name, long offset, CompletableFuture<Long> future) {
    Partition partition = ledger.partition(name);
    partition.checkHealthy();
    long before = offset == HIGH_WATERMARK ? partition.syncedEnd() : offset;
    if (before < 0 || before > partition.syncedEnd()) {
      throw new BrokerException(
          ErrorCode.OFFSET_OUT_OF_RANGE,
          "Cannot delete the messages of "
              + name
              + " before offset "
              + offset
              + ": expected 0 to the high watermark "
              + partition.syncedEnd()
              + ". Nothing was deleted.");
    }
    if (before <= partition.decidedStart()) {
      rounds.whenJournalSynced(new Reply<>(future, partition.decidedStart()));
      return;
    }
    partition.decideStart(before);
    rounds.filling().decide(new MessagesDeleted(partition.topic().id(), name.partition(), before));
    rounds.filling().afterSync(() -> partition.startsAt(before));
    rounds.filling().whenSynced(new Reply<>(future, before));
  }
}
