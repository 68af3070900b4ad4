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
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.broker.transaction.OpenTransaction;
import dev.waybill.broker.transaction.ProducerRecord;
import dev.waybill.broker.transaction.ProducerRecord.Bound;
import dev.waybill.broker.transaction.ProducerRecord.TransactionBegun;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import dev.waybill.broker.transaction.ProducerRegistry;
import dev.waybill.broker.transaction.TransactionSettings;
import dev.waybill.broker.transaction.TransactionalProducer;
import dev.waybill.log.record.RecordBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 *
 * <p>Invariant: nobody is told that something was done in a transaction before its beginning is
 * synced, where that needs a record. A producer that was told nothing has nothing to commit.
 * Joining does nothing yet and is answered at once; staged positions ride with the decision, and a
 * restart lets nobody decide for them.
 */
final class TransactionDesk {
  /** How often ids are looked for that nobody uses any more, of the time they may be unused. */
  private static final int EXPIRY_FRACTION = 16;

  private final Ledger ledger;
  private final ProducerRegistry producers;
  private final SessionGuard guard;
  private final Rounds rounds;
  private final Replies replies;
  private final GroupDesk groups;
  private final MarkerWriter markers;
  private final Moment moment;
  private final TransactionSettings settings;
  private long nextExpiryMillis;

  TransactionDesk(
      Ledger ledger,
      Rounds rounds,
      Replies replies,
      GroupDesk groups,
      MarkerWriter markers,
      Moment moment,
      TransactionSettings settings) {
    this.ledger = ledger;
    this.producers = ledger.producers();
    this.guard = new SessionGuard(producers);
    this.rounds = rounds;
    this.replies = replies;
    this.groups = groups;
    this.markers = markers;
    this.moment = moment;
    this.settings = settings;
    scheduleExpiry();
  }

  void initIdempotent(CompletableFuture<ProducerIdentity> future) {
    long id = decide(producers.issueId()).producerId();
    rounds.filling().whenSynced(new Reply<>(future, new ProducerIdentity(id, (short) 0)));
  }

  /**
   * @param claimed the identity its producer has, if it goes on with its session (KIP-360)
   */
  void initTransactional(
      String transactionalId,
      Duration timeout,
      Optional<ProducerIdentity> claimed,
      CompletableFuture<ProducerIdentity> future) {
    SessionGuard.checkInit(transactionalId, timeout, settings.maxTimeout());
    TransactionalProducer producer = producers.find(transactionalId);
    if (producer != null && claimed.isPresent()) {
      SessionGuard.checkContinues(producer, claimed.get());
    }
    if (producer != null && producer.open() != null) {
      abort(producer);
    }
    long timeoutMillis = timeout.toMillis();
    ProducerIdentity identity =
        producer == null || claimed.isEmpty()
            ? decide(producers.beginSession(transactionalId, timeoutMillis)).identity()
            : decide(producers.continueSession(producer, claimed.get(), timeoutMillis)).identity();
    used(producers.find(transactionalId));
    rounds.filling().whenSynced(new Reply<>(future, identity));
  }

  /**
   * Whether the batch's producer may append it.
   *
   * @return the stored batch it repeats; null if it is new
   */
  @Nullable StoredBatch checkProducer(Partition partition, RecordBatch batch, Joining joining) {
    long producerId = batch.producerId();
    TransactionalProducer producer = producers.find(producerId);
    if (producer != null) {
      SessionGuard.checkEpoch(producer, new ProducerIdentity(producerId, batch.producerEpoch()));
      SessionGuard.checkTransactional(producer, partition.name(), batch.isTransactional());
      SessionGuard.checkFit(producer);
      if (joining == Joining.BEFORE || keptEpoch(producer)) {
        SessionGuard.checkJoined(producer, partition.name());
      }
    } else if (batch.isTransactional()) {
      throw SessionGuard.unknown(producerId);
    }
    return partition
        .state()
        .producers()
        .check(
            partition.name(),
            producerId,
            batch.producerEpoch(),
            batch.baseSequence(),
            PartitionState.messages(batch),
            producer == null ? 0 : partition.state().transactions().firstOffset(producerId));
  }

  /** Whether nothing but a join tells the next transaction from the one that has ended. */
  private static boolean keptEpoch(TransactionalProducer producer) {
    TransactionEnded last = producer.lastEnd();
    return last != null && last.keepsEpoch();
  }

  /** Whether the record of its transaction's beginning waits in the round that is filling. */
  boolean isBeginning(long producerId) {
    TransactionalProducer producer = producers.find(producerId);
    OpenTransaction open = producer == null ? null : producer.open();
    return open != null && open.begunInRound() == rounds.filling().number();
  }

  /** The partition takes part in the producer's transaction. Checked before. */
  void join(long producerId, Partition partition) {
    TransactionalProducer producer = producers.find(producerId);
    if (producer == null) {
      throw SessionGuard.unknown(producerId);
    }
    open(producer).join(partition.name());
  }

  /** All of the partitions take part in the producer's transaction, or none does. */
  void join(
      @Nullable String transactionalId,
      ProducerIdentity identity,
      Collection<TopicPartition> partitions,
      CompletableFuture<Void> future) {
    TransactionalProducer producer = guard.session(transactionalId, identity);
    SessionGuard.checkFit(producer);
    partitions.forEach(ledger::partition);
    if (!partitions.isEmpty()) {
      OpenTransaction open = open(producer);
      partitions.forEach(open::join);
    }
    replies.done(future);
  }

  /** The group's positions may be staged in the producer's transaction. */
  void join(
      @Nullable String transactionalId,
      ProducerIdentity identity,
      String group,
      CompletableFuture<Void> future) {
    TransactionalProducer producer = guard.session(transactionalId, identity);
    SessionGuard.checkFit(producer);
    open(producer).join(group);
    replies.done(future);
  }

  void stage(
      @Nullable String transactionalId,
      ProducerIdentity identity,
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      Joining joining,
      CompletableFuture<Void> future) {
    TransactionalProducer producer = guard.session(transactionalId, identity);
    SessionGuard.checkFit(producer);
    SessionGuard.checkStages(producer);
    if (joining == Joining.BEFORE || keptEpoch(producer)) {
      SessionGuard.checkJoined(producer, group);
    }
    Changes changes =
        ledger.groups().stage(identity.producerId(), group, committer, positions, moment.now());
    OpenTransaction open = open(producer);
    open.join(group);
    groups.journal(changes);
    rounds.whenSynced(open.begunInRound(), Reply.done(future));
  }

  void end(
      @Nullable String transactionalId,
      ProducerIdentity identity,
      boolean commit,
      Epochs epochs,
      CompletableFuture<ProducerIdentity> future) {
    guard.checkOwner(transactionalId, identity);
    TransactionEnded repeated = repeated(identity, commit);
    if (repeated != null) {
      rounds.whenJournalSynced(new Reply<>(future, repeated.next()));
      return;
    }
    TransactionalProducer producer = guard.session(transactionalId, identity);
    if (commit) {
      SessionGuard.checkUninterrupted(producer);
    }
    if (epochs == Epochs.KEPT && producer.open() == null && !producer.isInterrupted()) {
      throw nothingOpen(producer, commit);
    }
    TransactionEnded ended = end(producer, commit, true, epochs);
    rounds.filling().whenSynced(new Reply<>(future, ended.next()));
  }

  /** Aborts the transactions that took too long; their producers are fenced. */
  void tick() {
    long now = moment.monotonicMillis();
    for (TransactionalProducer late = producers.overdue(now);
        late != null;
        late = producers.overdue(now)) {
      abort(late);
    }
    if (now >= nextExpiryMillis) {
      scheduleExpiry();
      // Nobody is told: a crash that forgets the note finds the id unused again.
      producers
          .unusedSince(now - settings.idExpiry().toMillis())
          .forEach(unused -> rounds.note(new OfProducer(producers.expire(unused))));
    }
  }

  OptionalLong nextDeadline() {
    OptionalLong timeout = producers.nextDeadline();
    return OptionalLong.of(Math.min(timeout.orElse(Long.MAX_VALUE), nextExpiryMillis));
  }

  private void scheduleExpiry() {
    nextExpiryMillis =
        moment.monotonicMillis() + Math.max(1, settings.idExpiry().toMillis() / EXPIRY_FRACTION);
  }

  /** Aborts the transaction in its producer's place, who is fenced. */
  void abort(TransactionalProducer producer) {
    end(producer, false, false, Epochs.BUMPED);
  }

  /** Decides the transaction; its markers follow when the decision is synced. */
  private TransactionEnded end(
      TransactionalProducer producer, boolean commit, boolean answerable, Epochs epochs) {
    OpenTransaction open = producer.open();
    List<TopicPartition> partitions = open == null ? List.of() : List.copyOf(open.partitions());
    TransactionEnded ended =
        decide(
            epochs == Epochs.BUMPED
                ? producers.end(producer, commit, answerable)
                : producers.endKeepingEpoch(producer, commit, answerable, bounds(partitions)));
    used(producer);
    ledger.groups().resolve(ended.by().producerId(), commit);
    rounds.filling().afterSync(() -> mark(ended, partitions));
    return ended;
  }

  private List<Bound> bounds(List<TopicPartition> partitions) {
    List<Bound> bounds = new ArrayList<>();
    for (TopicPartition name : partitions) {
      Partition partition = ledger.find(name);
      if (partition != null) {
        bounds.add(new Bound(partition.topic().id(), name.partition(), partition.nextOffset()));
      }
    }
    return bounds;
  }

  /** Places the markers of a decision that is synced. */
  void mark(TransactionEnded ended, List<TopicPartition> partitions) {
    for (TopicPartition name : partitions) {
      Partition partition = ledger.find(name);
      if (partition != null && !partition.isDamaged()) {
        markers.place(partition, ended.by().producerId(), ended.markerEpoch(), ended.commit());
      }
    }
    producers.marked(ended);
    if (partitions.isEmpty()) {
      complete(ended);
    } else {
      rounds.filling().afterSync(() -> complete(ended));
    }
  }

  /**
   * Aborts a transaction that a restart found undecided. Its session is interrupted and keeps its
   * epoch: by that its producer is known when it comes to abort too.
   */
  void abandon(ProducerIdentity by, List<TopicPartition> partitions) {
    TransactionalProducer producer = producers.find(by.producerId());
    if (producer != null && producer.identity().equals(by)) {
      OpenTransaction open = open(producer);
      partitions.forEach(open::join);
      end(producer, false, false, Epochs.KEPT);
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
    producers.complete(ended).ifPresent(completed -> rounds.note(new OfProducer(completed)));
  }

  private OpenTransaction open(TransactionalProducer producer) {
    OpenTransaction current = producer.open();
    if (current != null) {
      return current;
    }
    Optional<TransactionBegun> begun =
        producers.open(producer, moment.monotonicMillis(), moment.wallMillis());
    OpenTransaction open = Objects.requireNonNull(producer.open());
    if (begun.isPresent()) {
      decide(begun.get());
      open.begunInRound(rounds.filling().number());
    }
    used(producer);
    return open;
  }

  private void used(@Nullable TransactionalProducer producer) {
    if (producer != null) {
      producer.used(moment.monotonicMillis());
    }
  }

  private <R extends ProducerRecord> R decide(R record) {
    rounds.filling().decide(new OfProducer(record));
    return record;
  }

  private @Nullable TransactionEnded repeated(ProducerIdentity identity, boolean commit) {
    TransactionEnded last = producers.lastEndOf(identity);
    if (last == null) {
      return null;
    }
    TransactionalProducer producer = producers.find(last.next().producerId());
    if (last.keepsEpoch() && producer != null && producer.isToldToAbort()) {
      // It began another transaction, of which the restart left no trace, and speaks of that one.
      return null;
    }
    if (last.commit() == commit) {
      return last;
    }
    throw new BrokerException(
        ErrorCode.INVALID_TXN_STATE,
        "The transaction of "
            + identity
            + " is already "
            + (last.commit() ? "committed" : "aborted")
            + ": expected the same request again, found the opposite. The decision stands.");
  }

  private static BrokerException nothingOpen(TransactionalProducer producer, boolean commit) {
    return new BrokerException(
        ErrorCode.INVALID_TXN_STATE,
        (commit ? "Commit" : "Abort")
            + " of producer \""
            + producer.transactionalId()
            + "\": expected an open transaction, found none. Nothing was done; a transaction opens"
            + " when a partition or a group joins it.");
  }
}
