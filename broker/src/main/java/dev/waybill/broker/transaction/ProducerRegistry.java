package dev.waybill.broker.transaction;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.ProducerRecord.IdIssued;
import dev.waybill.broker.transaction.ProducerRecord.SessionBegun;
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

  /**
   * Begins the next session. An open transaction must have been ended before.
   *
   * @param asked the session that asked for it by name, and may ask again for the same answer
   */
  public SessionBegun beginSession(
      String transactionalId, long timeoutMillis, Optional<ProducerIdentity> asked) {
    TransactionalProducer producer = byTransactionalId.get(transactionalId);
    ProducerIdentity identity =
        producer == null
            ? new ProducerIdentity(nextProducerId, (short) 0)
            : after(producer.identity());
    SessionBegun begun = apply(new SessionBegun(transactionalId, identity, timeoutMillis));
    TransactionalProducer now = byTransactionalId.get(transactionalId);
    if (now != null) {
      asked.ifPresent(now::follows);
    }
    return begun;
  }

  /** Opens a transaction unless one is open. */
  public OpenTransaction open(TransactionalProducer producer, long nowMillis) {
    OpenTransaction current = producer.open();
    if (current == null) {
      current = new OpenTransaction(nowMillis + producer.timeoutMillis());
      producer.begin(current);
      open.add(producer);
    }
    return current;
  }

  /** Decides the producer's transaction. */
  public TransactionEnded end(TransactionalProducer producer, boolean commit, EndRule rule) {
    ProducerIdentity by = producer.identity();
    ProducerIdentity next = rule == EndRule.KEEPING_EPOCH ? by : after(by);
    return apply(new TransactionEnded(by, commit, next, rule != EndRule.BY_BROKER));
  }

  public TransactionCompleted complete(ProducerIdentity by) {
    return apply(new TransactionCompleted(by));
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

  /**
   * A session that kept its epoch goes on to its next transaction: from here on a request to end
   * one means that one, and no repetition of the last.
   */
  public SessionBegun goOn(TransactionalProducer producer) {
    return apply(
        new SessionBegun(
            producer.transactionalId(), producer.identity(), producer.timeoutMillis()));
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
      replaySession(begun);
    } else if (record instanceof TransactionEnded ended) {
      replayEnd(ended);
    } else if (record instanceof TransactionCompleted completed) {
      incomplete.remove(completed.by());
    }
  }

  /**
   * The journal is replayed: all sessions are over. What their open transactions had written and
   * not synced may be gone without a trace, so a commit of the rest would tear them.
   */
  public void restarted() {
    byTransactionalId.values().forEach(TransactionalProducer::restarted);
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
      records.add(new SessionBegun(producer.transactionalId(), begun, producer.timeoutMillis()));
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

  private void replaySession(SessionBegun begun) {
    issued(begun.identity().producerId());
    TransactionalProducer producer = byTransactionalId.get(begun.transactionalId());
    if (producer == null) {
      producer =
          new TransactionalProducer(
              begun.transactionalId(), begun.identity(), begun.timeoutMillis());
      byTransactionalId.put(begun.transactionalId(), producer);
    } else {
      open.remove(producer);
      byProducerId.remove(producer.identity().producerId());
      forgetEnd(producer);
      producer.session(begun.identity(), begun.timeoutMillis());
    }
    byProducerId.put(begun.identity().producerId(), producer);
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
