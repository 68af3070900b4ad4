package dev.waybill.broker.transaction;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.ProducerRecord.Bound;
import dev.waybill.broker.transaction.ProducerRecord.IdIssued;
import dev.waybill.broker.transaction.ProducerRecord.SessionBegun;
import dev.waybill.broker.transaction.ProducerRecord.SessionContinued;
import dev.waybill.broker.transaction.ProducerRecord.SessionExpired;
import dev.waybill.broker.transaction.ProducerRecord.TransactionBegun;
import dev.waybill.broker.transaction.ProducerRecord.TransactionCompleted;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every producer id that was given out, and the sessions of transactional ids. Called by the core
 * only. Deterministic: ids are counted, not drawn.
 *
 * <p>A method that returns a record has applied it; whoever is told about it must be told after it
 * is synced.
 */
public final class ProducerRegistry {
  /**
   * The last epoch of a session; the one after it is left to the markers of its last transaction.
   */
  private static final short LAST_EPOCH = Short.MAX_VALUE - 1;

  private static final Comparator<TransactionalProducer> BY_DEADLINE =
      Comparator.comparingLong(ProducerRegistry::deadline)
          .thenComparing(TransactionalProducer::transactionalId);

  private final Map<String, TransactionalProducer> byTransactionalId = new TreeMap<>();
  private final Map<Long, TransactionalProducer> byProducerId = new HashMap<>();

  /** By the id their last transaction had, which is another one after the epochs ran out. */
  private final Map<Long, TransactionalProducer> byEndedId = new HashMap<>();

  private final TreeSet<TransactionalProducer> open = new TreeSet<>(BY_DEADLINE);

  /** Decided, and their markers perhaps not synced; by the session that was ended. */
  private final Map<ProducerIdentity, TransactionEnded> incomplete =
      new TreeMap<>(
          Comparator.comparingLong(ProducerIdentity::producerId)
              .thenComparing(ProducerIdentity::epoch));

  private long nextProducerId;

  public IdIssued issueId() {
    return apply(new IdIssued(nextProducerId));
  }

  /** Begins the next session. An open transaction must have been ended before. */
  public SessionBegun beginSession(String transactionalId, long timeoutMillis) {
    TransactionalProducer producer = byTransactionalId.get(transactionalId);
    ProducerIdentity identity =
        producer == null
            ? new ProducerIdentity(nextProducerId, (short) 0)
            : after(producer.identity());
    return apply(new SessionBegun(transactionalId, identity, timeoutMillis));
  }

  /**
   * Gives the session of an existing transactional id its next identity. An open transaction must
   * have been ended before.
   *
   * @param from the identity its producer believes to have; checked before
   */
  public SessionContinued continueSession(
      TransactionalProducer producer, ProducerIdentity from, long timeoutMillis) {
    return apply(
        new SessionContinued(
            producer.transactionalId(), from, after(producer.identity()), timeoutMillis));
  }

  /**
   * Opens a transaction. None is open.
   *
   * @return a record, if the end of the one before must be answered no more
   */
  public Optional<TransactionBegun> open(
      TransactionalProducer producer, long monotonicMillis, long wallMillis) {
    TransactionEnded last = producer.lastEnd();
    Optional<TransactionBegun> begun =
        last != null && last.keepsEpoch()
            ? Optional.of(apply(new TransactionBegun(last.by())))
            : Optional.empty();
    producer.begin(new OpenTransaction(wallMillis, monotonicMillis + producer.timeoutMillis()));
    open.add(producer);
    return begun;
  }

  /** Decides the producer's transaction; its epoch moves. */
  public TransactionEnded end(TransactionalProducer producer, boolean commit, boolean answerable) {
    ProducerIdentity by = producer.identity();
    return apply(new TransactionEnded(by, commit, after(by), answerable));
  }

  /**
   * Decides the producer's transaction; its epoch stays. Until {@link #marked} it may not open
   * another.
   *
   * @param bounds where the transaction ends in its partitions
   */
  public TransactionEnded endKeepingEpoch(
      TransactionalProducer producer, boolean commit, boolean answerable, List<Bound> bounds) {
    ProducerIdentity by = producer.identity();
    TransactionEnded ended = apply(new TransactionEnded(by, commit, by, answerable, bounds));
    producer.marking(ended);
    return ended;
  }

  /** The decision's markers have their places. */
  public void marked(TransactionEnded ended) {
    TransactionalProducer producer = byProducerId.get(ended.next().producerId());
    if (producer != null) {
      producer.marked(ended);
    }
  }

  /**
   * The decision's markers are synced. Under an epoch that was kept there may be a later decision,
   * which is not complete by that.
   */
  public Optional<TransactionCompleted> complete(TransactionEnded ended) {
    return ended.equals(incomplete.get(ended.by()))
        ? Optional.of(apply(new TransactionCompleted(ended.by())))
        : Optional.empty();
  }

  /** Forgets a transactional id that was not used for long. */
  public SessionExpired expire(TransactionalProducer producer) {
    return apply(new SessionExpired(producer.transactionalId()));
  }

  /** Those not used since, whose transactions are all done with. */
  public List<TransactionalProducer> unusedSince(long monotonicMillis) {
    List<TransactionalProducer> unused = new ArrayList<>();
    for (TransactionalProducer producer : byTransactionalId.values()) {
      if (producer.open() == null
          && producer.lastUsedMillis() <= monotonicMillis
          && incomplete.keySet().stream()
              .noneMatch(by -> by.producerId() == producer.identity().producerId())) {
        unused.add(producer);
      }
    }
    return unused;
  }

  /** Every transactional id, in order. */
  public List<TransactionDescription> describe() {
    return byTransactionalId.values().stream().map(TransactionDescription::of).toList();
  }

  /** One transactional id, if it is known. */
  public Optional<TransactionDescription> describe(String transactionalId) {
    return Optional.ofNullable(byTransactionalId.get(transactionalId))
        .map(TransactionDescription::of);
  }

  public @Nullable TransactionalProducer find(String transactionalId) {
    return byTransactionalId.get(transactionalId);
  }

  public @Nullable TransactionalProducer find(long producerId) {
    return byProducerId.get(producerId);
  }

  /** How the last transaction of the session {@code by} ended; null if that is not remembered. */
  public @Nullable TransactionEnded lastEndOf(ProducerIdentity by) {
    TransactionalProducer producer = byEndedId.get(by.producerId());
    TransactionEnded last = producer == null ? null : producer.lastEnd();
    return last != null && last.by().equals(by) ? last : null;
  }

  /** The decision about a transaction whose markers may be missing. */
  public @Nullable TransactionEnded incomplete(ProducerIdentity by) {
    return incomplete.get(by);
  }

  public List<TransactionEnded> incomplete() {
    return List.copyOf(incomplete.values());
  }

  /** The producer whose transaction has waited longest past its deadline; null if none has. */
  public @Nullable TransactionalProducer overdue(long nowMillis) {
    return open.isEmpty() || deadline(open.first()) > nowMillis ? null : open.first();
  }

  /** When the next open transaction times out, on the monotonic clock. */
  public OptionalLong nextDeadline() {
    return open.isEmpty() ? OptionalLong.empty() : OptionalLong.of(deadline(open.first()));
  }

  /** Applies one record of the journal. */
  public void replay(ProducerRecord record) {
    if (record instanceof IdIssued issued) {
      issued(issued.producerId());
    } else if (record instanceof SessionBegun begun) {
      replaySession(begun.transactionalId(), null, begun.identity(), begun.timeoutMillis());
    } else if (record instanceof SessionContinued continued) {
      replaySession(
          continued.transactionalId(),
          continued.from(),
          continued.identity(),
          continued.timeoutMillis());
    } else if (record instanceof TransactionBegun begun) {
      replayBegin(begun);
    } else if (record instanceof TransactionEnded ended) {
      replayEnd(ended);
    } else if (record instanceof TransactionCompleted completed) {
      incomplete.remove(completed.by());
    } else if (record instanceof SessionExpired expired) {
      replayExpiry(expired);
    }
  }

  /**
   * The journal is replayed: every session is interrupted. What its open transaction had written
   * and not synced may be gone without a trace, so a commit of the rest would tear it.
   */
  public void restarted(long monotonicMillis) {
    for (TransactionalProducer producer : byTransactionalId.values()) {
      producer.interrupted();
      producer.used(monotonicMillis);
    }
  }

  /** Records from which a new registry is rebuilt; replaces all records so far. */
  public List<ProducerRecord> snapshot() {
    List<ProducerRecord> records = new ArrayList<>();
    if (nextProducerId > 0) {
      records.add(new IdIssued(nextProducerId - 1));
    }
    records.addAll(incomplete.values());
    for (TransactionalProducer producer : byTransactionalId.values()) {
      TransactionEnded last = producer.lastEnd();
      ProducerIdentity begun = last == null ? producer.identity() : last.by();
      ProducerIdentity previous = producer.previous();
      records.add(
          previous == null
              ? new SessionBegun(producer.transactionalId(), begun, producer.timeoutMillis())
              : new SessionContinued(
                  producer.transactionalId(), previous, begun, producer.timeoutMillis()));
      if (last != null) {
        records.add(last);
        if (!incomplete.containsKey(last.by())) {
          records.add(new TransactionCompleted(last.by()));
        }
      }
    }
    return records;
  }

  private <R extends ProducerRecord> R apply(R record) {
    replay(record);
    return record;
  }

  private void replaySession(
      String transactionalId,
      @Nullable ProducerIdentity previous,
      ProducerIdentity identity,
      long timeoutMillis) {
    issued(identity.producerId());
    TransactionalProducer producer = byTransactionalId.get(transactionalId);
    if (producer == null) {
      producer = new TransactionalProducer(transactionalId, identity, timeoutMillis);
      byTransactionalId.put(transactionalId, producer);
    } else {
      open.remove(producer);
      byProducerId.remove(producer.identity().producerId());
      forgetEnd(producer);
    }
    producer.session(previous, identity, timeoutMillis);
    byProducerId.put(identity.producerId(), producer);
  }

  private void replayBegin(TransactionBegun begun) {
    TransactionalProducer producer = byProducerId.get(begun.by().producerId());
    if (producer != null && producer.identity().equals(begun.by())) {
      forgetEnd(producer);
      producer.forgetEnd();
    }
  }

  private void replayExpiry(SessionExpired expired) {
    TransactionalProducer producer = byTransactionalId.remove(expired.transactionalId());
    if (producer != null) {
      forgetEnd(producer);
      byProducerId.remove(producer.identity().producerId());
    }
  }

  private void replayEnd(TransactionEnded ended) {
    issued(ended.next().producerId());
    incomplete.put(ended.by(), ended);
    TransactionalProducer producer = byProducerId.get(ended.by().producerId());
    if (producer == null || !producer.identity().equals(ended.by())) {
      // In a snapshot an unfinished decision stands apart from the session that came after it.
      return;
    }
    open.remove(producer);
    byProducerId.remove(ended.by().producerId());
    forgetEnd(producer);
    producer.ended(ended);
    byProducerId.put(ended.next().producerId(), producer);
    byEndedId.put(ended.by().producerId(), producer);
  }

  private void forgetEnd(TransactionalProducer producer) {
    TransactionEnded last = producer.lastEnd();
    if (last != null) {
      byEndedId.remove(last.by().producerId());
    }
  }

  private void issued(long producerId) {
    nextProducerId = Math.max(nextProducerId, producerId + 1);
  }

  private ProducerIdentity after(ProducerIdentity identity) {
    return identity.epoch() >= LAST_EPOCH
        ? new ProducerIdentity(nextProducerId, (short) 0)
        : new ProducerIdentity(identity.producerId(), (short) (identity.epoch() + 1));
  }

  private static long deadline(TransactionalProducer producer) {
    OpenTransaction transaction = producer.open();
    return transaction == null ? Long.MAX_VALUE : transaction.deadlineMillis();
  }
}
