package dev.waybill.broker.core;

import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Changes;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.journal.JournalRecord.OfProducer;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.producer.StoredBatch;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.EndRule;
import dev.waybill.broker.transaction.OpenTransaction;
import dev.waybill.broker.transaction.ProducerRecord;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import dev.waybill.broker.transaction.TransactionalProducer;
import dev.waybill.log.record.RecordBatch;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * Begins the next session.
   *
   * @param present the session it is to follow; whoever else has begun one since is not disturbed
   */
  void initTransactional(
      String transactionalId,
      Duration timeout,
      Optional<ProducerIdentity> present,
      CompletableFuture<ProducerIdentity> future) {
    checkInit(transactionalId, timeout);
    TransactionalProducer producer = ledger.producers().find(transactionalId);
    if (present.isPresent() && producer != null) {
      if (producer.isFollowUpOf(present.get())) {
        // The answer to the same request was lost.
        rounds.whenJournalSynced(new Reply<>(future, producer.identity()));
        return;
      }
      if (!producer.identity().equals(present.get())) {
        throw fenced(producer, present.get());
      }
    }
    if (producer != null && producer.open() != null) {
      end(producer, false, EndRule.BY_BROKER, null);
    }
    ProducerIdentity identity =
        decide(ledger.producers().beginSession(transactionalId, timeout.toMillis(), present))
            .identity();
    rounds.filling().whenSynced(new Reply<>(future, identity));
  }

  /**
   * Whether the batch's producer may append it.
   *
   * @return the stored batch it repeats; null if it is new
   */
  @Nullable StoredBatch checkProducer(Partition partition, RecordBatch batch, Joining joining) {
    TransactionalProducer producer = ledger.producers().find(batch.producerId());
    if (producer != null) {
      checkSession(producer, new ProducerIdentity(batch.producerId(), batch.producerEpoch()));
      checkMayOpen(producer);
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
    StoredBatch original =
        partition
            .state()
            .producers()
            .check(
                partition.name(),
                batch.producerId(),
                batch.producerEpoch(),
                batch.baseSequence(),
                PartitionState.messages(batch));
    boolean mustHaveJoined =
        joining == Joining.BEFORE || (producer != null && producer.keptEpoch());
    if (original == null && mustHaveJoined && producer != null) {
      checkJoined(producer, partition.name());
    }
    return original;
  }

  /** A batch that comes late, after the end of its transaction, must not open another one. */
  private static void checkJoined(TransactionalProducer producer, TopicPartition partition) {
    OpenTransaction open = producer.open();
    if (open == null || !open.partitions().contains(partition)) {
      throw new BrokerException(
          ErrorCode.INVALID_TXN_STATE,
          "Append to "
              + partition
              + ": expected it to have joined the open transaction of \""
              + producer.transactionalId()
              + "\" before, found "
              + (open == null ? "no open transaction" : "other partitions only")
              + ". Nothing was stored; abort, then begin again.");
    }
  }

  /** The partitions take part from now on, all of them or none. */
  void join(
      ProducerIdentity identity,
      Collection<TopicPartition> partitions,
      CompletableFuture<Void> future) {
    TransactionalProducer producer = session(identity);
    partitions.forEach(ledger::partition);
    checkMayOpen(producer);
    OpenTransaction open = open(producer);
    partitions.forEach(open::join);
    rounds.whenJournalSynced(Reply.done(future));
  }

  /** Announced in the journal where the epoch does not tell it from the last one. */
  private OpenTransaction open(TransactionalProducer producer) {
    if (producer.open() == null && producer.keptEpoch()) {
      decide(ledger.producers().goOn(producer));
    }
    return ledger.producers().open(producer, moment.monotonicMillis());
  }

  /**
   * Invariant: a session that kept its epoch begins nothing before its last decision is complete,
   * markers and note synced. The decision names the epoch only, so recovery could not tell the two
   * transactions apart.
   */
  private void checkMayOpen(TransactionalProducer producer) {
    if (producer.open() == null && ledger.producers().incomplete(producer.identity()) != null) {
      throw new BrokerException(
          ErrorCode.CONCURRENT_TRANSACTIONS,
          "The last transaction of \""
              + producer.transactionalId()
              + "\" is not complete yet. Nothing was stored; await the answer to its end, then try"
              + " again.");
    }
  }

  /** The partition takes part in the producer's transaction. Checked before. */
  void join(long producerId, Partition partition) {
    TransactionalProducer producer = ledger.producers().find(producerId);
    if (producer == null) {
      throw unknown(producerId);
    }
    open(producer).join(partition.name());
  }

  void stage(
      ProducerIdentity identity,
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      CompletableFuture<Void> future) {
    TransactionalProducer producer = session(identity);
    checkMayOpen(producer);
    Changes changes =
        ledger.groups().stage(identity.producerId(), group, committer, positions, moment.now());
    open(producer);
    groups.journal(changes);
    rounds.whenJournalSynced(Reply.done(future));
  }

  /**
   * Ends the open transaction.
   *
   * @param keepEpoch whether the producer goes on with the same epoch, as those of before KIP-890
   *     do; then it is answered when the transaction is complete
   */
  void end(
      ProducerIdentity identity,
      boolean commit,
      boolean keepEpoch,
      CompletableFuture<ProducerIdentity> future) {
    TransactionEnded repeated = repeated(identity, commit);
    if (repeated != null) {
      rounds.whenJournalSynced(new Reply<>(future, repeated.next()));
      return;
    }
    TransactionalProducer producer = find(identity);
    if (producer.isBeforeRestart() && commit) {
      throw abortable(producer);
    }
    checkIdentity(producer, identity);
    if (keepEpoch) {
      Reply<ProducerIdentity> whenComplete = new Reply<>(future, identity);
      failWith(rounds.filling(), whenComplete);
      end(producer, commit, EndRule.KEEPING_EPOCH, whenComplete);
    } else {
      TransactionEnded ended = end(producer, commit, EndRule.BY_PRODUCER, null);
      rounds.filling().whenSynced(new Reply<>(future, ended.next()));
    }
  }

  /** Who waits for a later round is told when an earlier one fails. */
  private static void failWith(Round round, Reply<?> later) {
    CompletableFuture<Void> step = new CompletableFuture<>();
    CompletableFuture<Void> unused =
        step.exceptionally(
            failure -> {
              later.fail(failure);
              return null;
            });
    round.whenSynced(Reply.done(step));
  }

  /** Aborts the transactions that took too long; their producers are fenced. */
  void tick() {
    long now = moment.monotonicMillis();
    for (TransactionalProducer late = ledger.producers().overdue(now);
        late != null;
        late = ledger.producers().overdue(now)) {
      end(late, false, EndRule.BY_BROKER, null);
    }
  }

  OptionalLong nextDeadline() {
    return ledger.producers().nextDeadline();
  }

  /** Decides the transaction; its markers follow when the decision is synced. */
  private TransactionEnded end(
      TransactionalProducer producer,
      boolean commit,
      EndRule rule,
      @Nullable Reply<?> whenComplete) {
    OpenTransaction open = producer.open();
    List<TopicPartition> partitions = open == null ? List.of() : List.copyOf(open.partitions());
    TransactionEnded ended = decide(ledger.producers().end(producer, commit, rule));
    ledger.groups().resolve(ended.by().producerId(), commit);
    rounds.filling().afterSync(() -> mark(ended, partitions, whenComplete));
    return ended;
  }

  /** Places the markers of a decision that is synced, found by recovery. */
  void mark(TransactionEnded ended, List<TopicPartition> partitions) {
    mark(ended, partitions, null);
  }

  private void mark(
      TransactionEnded ended, List<TopicPartition> partitions, @Nullable Reply<?> whenComplete) {
    for (TopicPartition name : partitions) {
      Partition partition = ledger.find(name);
      if (partition != null && !partition.isDamaged()) {
        markers.place(partition, ended.by().producerId(), ended.markerEpoch(), ended.commit());
      }
    }
    if (partitions.isEmpty()) {
      complete(ended, whenComplete);
    } else {
      if (whenComplete != null) {
        failWith(rounds.filling(), whenComplete);
      }
      rounds.filling().afterSync(() -> complete(ended, whenComplete));
    }
  }

  /** Aborts a transaction that a restart found undecided. */
  void abandon(ProducerIdentity by, List<TopicPartition> partitions) {
    TransactionalProducer producer = ledger.producers().find(by.producerId());
    if (producer != null && producer.identity().equals(by)) {
      OpenTransaction open = open(producer);
      partitions.forEach(open::join);
      // Its producer may still ask for this abort, and go on with the identity that follows.
      end(producer, false, EndRule.BY_PRODUCER, null);
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
  private void complete(TransactionEnded ended, @Nullable Reply<?> whenComplete) {
    OfProducer note = new OfProducer(ledger.producers().complete(ended.by()));
    if (whenComplete == null) {
      rounds.note(note);
    } else {
      rounds.filling().decide(note);
      rounds.filling().whenSynced(whenComplete);
    }
  }

  private <R extends ProducerRecord> R decide(R record) {
    rounds.filling().decide(new OfProducer(record));
    return record;
  }

  private @Nullable TransactionEnded repeated(ProducerIdentity identity, boolean commit) {
    TransactionEnded last = ledger.producers().lastEndOf(identity);
    if (last == null || last.commit() == commit) {
      return last;
    }
    TransactionalProducer producer = ledger.producers().find(identity.producerId());
    if (commit && producer != null) {
      throw abortable(producer);
    }
    throw new BrokerException(
        ErrorCode.INVALID_TXN_STATE,
        "The transaction of "
            + identity
            + " is already committed: expected the same request again, found an abort. The decision"
            + " stands.");
  }

  /** It may do nothing but end what it has open. */
  private TransactionalProducer session(ProducerIdentity identity) {
    TransactionalProducer producer = find(identity);
    if (producer.isBeforeRestart() && producer.identity().equals(identity)) {
      throw abortable(producer);
    }
    checkSession(producer, identity);
    return producer;
  }

  private TransactionalProducer find(ProducerIdentity identity) {
    TransactionalProducer producer = ledger.producers().find(identity.producerId());
    if (producer == null) {
      throw unknown(identity.producerId());
    }
    return producer;
  }

  /**
   * A session from before a restart is over for everything but an abort: what its transaction had
   * only written may be gone without a trace, so the rest must not be committed. To abort is safe
   * whatever is gone, and starts the session again.
   */
  private static void checkSession(TransactionalProducer producer, ProducerIdentity found) {
    if (producer.isBeforeRestart()) {
      throw new BrokerException(
          ErrorCode.INVALID_PRODUCER_EPOCH,
          "Producer \""
              + producer.transactionalId()
              + "\" is fenced: the broker was restarted since the session of "
              + found
              + " began, which aborted its open transaction. Nothing was stored. Abort the"
              + " transaction, or begin a new session, and do the work again.");
    }
    checkIdentity(producer, found);
  }

  private static void checkIdentity(TransactionalProducer producer, ProducerIdentity found) {
    if (!producer.identity().equals(found)) {
      throw fenced(producer, found);
    }
  }

  private static BrokerException fenced(TransactionalProducer producer, ProducerIdentity found) {
    return new BrokerException(
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

  private static BrokerException abortable(TransactionalProducer producer) {
    return new BrokerException(
        ErrorCode.TRANSACTION_ABORTABLE,
        "The transaction of \""
            + producer.transactionalId()
            + "\" was aborted, by a restart of the broker or by its producer: nothing of it will be"
            + " seen. Abort it, which succeeds, and do the work again.");
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
