package dev.waybill.broker.transaction;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A transactional id as an operator sees it.
 *
 * @param state of its last transaction
 * @param identity of its present session
 * @param timeout an open transaction is aborted after this long
 * @param startedMillis since when a transaction is open, on the wall clock; empty if none is
 * @param partitions that joined the open transaction, in order
 */
public record TransactionDescription(
    String transactionalId,
    State state,
    ProducerIdentity identity,
    Duration timeout,
    OptionalLong startedMillis,
    Set<TopicPartition> partitions) {

  /** What became of a session's last transaction. */
  public enum State {
    /** There was none, or nobody may ask for its end any more. */
    EMPTY,
    ONGOING,
    COMMITTED,
    ABORTED
  }

  public TransactionDescription {
    partitions = Collections.unmodifiableSet(new TreeSet<>(partitions));
  }

  static TransactionDescription of(TransactionalProducer producer) {
    OpenTransaction open = producer.open();
    return new TransactionDescription(
        producer.transactionalId(),
        state(producer),
        producer.identity(),
        Duration.ofMillis(producer.timeoutMillis()),
        open == null ? OptionalLong.empty() : OptionalLong.of(open.startedMillis()),
        open == null ? Set.of() : open.partitions());
  }

  private static State state(TransactionalProducer producer) {
    if (producer.open() != null) {
      return State.ONGOING;
    }
    ProducerRecord.TransactionEnded last = producer.lastEnd();
    if (last == null) {
      return State.EMPTY;
    }
    return last.commit() ? State.COMMITTED : State.ABORTED;
  }
}
