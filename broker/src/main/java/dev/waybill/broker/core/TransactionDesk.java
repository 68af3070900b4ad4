package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Changes;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.journal.JournalRecord.OfProducer;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.producer.StoredBatch;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.OpenTransaction;
import dev.waybill.broker.transaction.ProducerRecord;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import dev.waybill.broker.transaction.TransactionalProducer;
import dev.waybill.log.record.RecordBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Producers and their transactions.
 *
 * <pre>
 *   appends, positions ... end --> journal record --synced--> markers placed, then the answer given
 *                                                                    |synced
 *                                                                    v
 *                                                       note: completed, nothing to redo
 * </pre>
 *
 * <p>Invariant: a marker is placed only after its decision is synced. A crash in between leaves the
 * decision, and recovery places the marker; a crash before leaves neither, and recovery aborts.
 */
final class TransactionDesk {
  private static final int MAX_TRANSACTIONAL_ID_LENGTH = 1_000;

  private final Ledger ledger;
  private final Rounds rounds;
  private final GroupDesk groups;
  private final MarkerWriter markers;
  private final Moment moment;
  private final Duration maxTimeout;

  TransactionDesk(
      Ledger ledger,
      Rounds rounds,
      GroupDesk groups,
      MarkerWriter markers,
      Moment moment,
      Duration maxTimeout) {
    this.ledger = ledger;
    this.rounds = rounds;
    this.groups = groups;
    this.markers = markers;
    this.moment = moment;
    this.maxTimeout = maxTimeout;
  }

  void initIdempotent(CompletableFuture<ProducerIdentity> future) {
    long id = decide(ledger.producers().issueId()).producerId();
    rounds.filling().whenSynced(new Reply<>(future, new ProducerIdentity(id, (short) 0)));
  }

  void initTransactional(
      String transactionalId, Duration timeout, CompletableFuture<ProducerIdentity> future) {
    checkInit(transactionalId, timeout);
    TransactionalProducer producer = ledger.producers().find(transactionalId);
    if (producer != null && producer.open() != null) {
      end(producer, false, false);
    }
    ProducerIdentity identity =
        decide(ledger.producers().beginSession(transactionalId, timeout.toMillis())).identity();
    rounds.filling().whenSynced(new Reply<>(future, identity));
  }

  /**
   * Whether the batch's producer may append it.
   *
   * @return the stored batch it repeats; null if it is new
   */
  @Nullable StoredBatch checkProducer(Partition partition, RecordBatch batch) {
    TransactionalProducer producer = ledger.producers().find(batch.producerId());
    if (producer != null) {
      checkSession(producer, new ProducerIdentity(batch.producerId(), batch.producerEpoch()));
      if (!batch.isTransactional()) {
        throw new BrokerException(
            ErrorCode.INVALID_TXN_STATE,
            "Append to "
                + partition.name()
                + ": expected a transactional batch from the transactional producer \""
                + producer.transactionalId()
                + "\", found a plain one. Nothing was stored; publish inside a transaction.");
      }
    } else if (batch.isTransactional()) {
      throw unknown(batch.producerId());
    }
    return partition
        .state()
        .producers()
        .check(
            partition.name(),
            batch.producerId(),
            batch.producerEpoch(),
            batch.baseSequence(),
            PartitionState.messages(batch));
  }

  /** The partition takes part in the producer's transaction. Checked before. */
  void join(long producerId, Partition partition) {
    TransactionalProducer producer = ledger.producers().find(producerId);
    if (producer == null) {
      throw unknown(producerId);
    }
    ledger.producers().open(producer, moment.monotonicMillis()).join(partition.name());
  }

  void stage(
      ProducerIdentity identity,
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      CompletableFuture<Void> future) {
    TransactionalProducer producer = session(identity);
    Changes changes =
        ledger.groups().stage(identity.producerId(), group, committer, positions, moment.now());
    ledger.producers().open(producer, moment.monotonicMillis());
    groups.journal(changes);
    rounds.whenJournalSynced(Reply.done(future));
  }

  void end(ProducerIdentity identity, boolean commit, CompletableFuture<ProducerIdentity> future) {
    TransactionEnded repeated = repeated(identity, commit);
    if (repeated != null) {
      rounds.whenJournalSynced(new Reply<>(future, repeated.next()));
      return;
    }
    TransactionEnded ended = end(session(identity), commit, true);
    rounds.filling().whenSynced(new Reply<>(future, ended.next()));
  }

  /** Aborts the transactions that took too long; their producers are fenced. */
  void tick() {
    long now = moment.monotonicMillis();
    for (TransactionalProducer late = ledger.producers().overdue(now);
        late != null;
        late = ledger.producers().overdue(now)) {
      end(late, false, false);
    }
  }

  OptionalLong nextDeadline() {
    return ledger.producers().nextDeadline();
  }

  /** Decides the transaction; its markers follow when the decision is synced. */
  TransactionEnded end(TransactionalProducer producer, boolean commit, boolean answerable) {
    OpenTransaction open = producer.open();
    List<TopicPartition> partitions = open == null ? List.of() : List.copyOf(open.partitions());
    TransactionEnded ended = decide(ledger.producers().end(producer, commit, answerable));
    ledger.groups().resolve(ended.by().producerId(), commit);
    rounds.filling().afterSync(() -> mark(ended, partitions));
    return ended;
  }

  /** Places the markers of a decision that is synced. */
  void mark(TransactionEnded ended, List<TopicPartition> partitions) {
    for (TopicPartition name : partitions) {
      Partition partition = ledger.find(name);
      if (partition != null && !partition.isDamaged()) {
        markers.place(partition, ended.by().producerId(), ended.markerEpoch(), ended.commit());
      }
    }
    if (partitions.isEmpty()) {
      complete(ended);
    } else {
      rounds.filling().afterSync(() -> complete(ended));
    }
  }

  /** Aborts a transaction that a restart found undecided. */
  void abandon(ProducerIdentity by, List<TopicPartition> partitions) {
    TransactionalProducer producer = ledger.producers().find(by.producerId());
    if (producer != null && producer.identity().equals(by)) {
      OpenTransaction open = ledger.producers().open(producer, moment.monotonicMillis());
      partitions.forEach(open::join);
      end(producer, false, false);
      return;
    }
    // Its session is over, so nobody can decide otherwise any more: no record is needed.
    for (TopicPartition name : partitions) {
      Partition partition = ledger.find(name);
      if (partition != null && !partition.isDamaged()) {
        markers.place(partition, by.producerId(), (short) (by.epoch() + 1), false);
      }
    }
  }

  /** Noted in a later round than the markers', so that the note never outlives them. */
  private void complete(TransactionEnded ended) {
    rounds.note(new OfProducer(ledger.producers().complete(ended.by())));
  }

  private <R extends ProducerRecord> R decide(R record) {
    rounds.filling().decide(new OfProducer(record));
    return record;
  }

  private @Nullable TransactionEnded repeated(ProducerIdentity identity, boolean commit) {
    TransactionEnded last = ledger.producers().lastEndOf(identity);
    if (last != null && last.commit() != commit) {
      throw new BrokerException(
          ErrorCode.INVALID_TXN_STATE,
          "The transaction of "
              + identity
              + " is already "
              + (last.commit() ? "committed" : "aborted")
              + ": expected the same request again, found the opposite. The decision stands.");
    }
    return last;
  }

  private TransactionalProducer session(ProducerIdentity identity) {
    TransactionalProducer producer = ledger.producers().find(identity.producerId());
    if (producer == null) {
      throw unknown(identity.producerId());
    }
    checkSession(producer, identity);
    return producer;
  }

  private static void checkSession(TransactionalProducer producer, ProducerIdentity found) {
    if (producer.isBeforeRestart()) {
      throw new BrokerException(
          ErrorCode.INVALID_PRODUCER_EPOCH,
          "Producer \""
              + producer.transactionalId()
              + "\" is fenced: the broker was restarted since the session of "
              + found
              + " began, which aborted its open transaction. Nothing was stored. Begin a new session"
              + " and do the work again.");
    }
    if (!producer.identity().equals(found)) {
      throw new BrokerException(
          ErrorCode.INVALID_PRODUCER_EPOCH,
          "Producer \""
              + producer.transactionalId()
              + "\" is fenced: expected "
              + producer.identity()
              + ", found "
              + found
              + ". A newer session took over, or the transaction has ended (perhaps by its timeout"
              + " of "
              + producer.timeoutMillis()
              + " ms). Nothing was stored. Begin a new session and do the work again.");
    }
  }

  private void checkInit(String transactionalId, Duration timeout) {
    if (transactionalId.isEmpty() || transactionalId.length() > MAX_TRANSACTIONAL_ID_LENGTH) {
      throw new BrokerException(
          ErrorCode.INVALID_REQUEST,
          "Transactional id: expected 1 to "
              + MAX_TRANSACTIONAL_ID_LENGTH
              + " characters, found "
              + transactionalId.length()
              + ". Choose another; no session was begun.");
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(maxTimeout) > 0) {
      throw new BrokerException(
          ErrorCode.INVALID_TRANSACTION_TIMEOUT,
          "Transaction timeout of \""
              + transactionalId
              + "\": expected 1 ms to "
              + maxTimeout.toMillis()
              + " ms, found "
              + timeout.toMillis()
              + " ms. No session was begun.");
    }
  }

  private static BrokerException unknown(long producerId) {
    return new BrokerException(
        ErrorCode.INVALID_PRODUCER_EPOCH,
        "Producer id "
            + producerId
            + " belongs to no transactional session: it was never given out, or its session was"
            + " replaced by one with another id. Nothing was stored; begin a new session.");
  }
}
