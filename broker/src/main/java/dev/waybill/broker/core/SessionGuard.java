package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.OpenTransaction;
import dev.waybill.broker.transaction.ProducerRegistry;
import dev.waybill.broker.transaction.TransactionalProducer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who may do something in a transaction.
 *
 * <p>Always in this order: is it the producer's id, is it its present epoch, is the session fit for
 * work, is it in the right state. A fenced producer must hear that it is fenced, whatever else is
 * wrong: it is the one answer that it can do something about.
 */
final class SessionGuard {
  private static final int MAX_TRANSACTIONAL_ID_LENGTH = 1_000;

  private final ProducerRegistry producers;

  SessionGuard(ProducerRegistry producers) {
    this.producers = producers;
  }

  /**
   * The producer whose present session {@code identity} is.
   *
   * @param transactionalId whose session it claims to be; null if it does not say
   */
  TransactionalProducer session(@Nullable String transactionalId, ProducerIdentity identity) {
    checkOwner(transactionalId, identity);
    TransactionalProducer producer = producers.find(identity.producerId());
    if (producer == null) {
      throw unknown(identity.producerId());
    }
    checkEpoch(producer, identity);
    return producer;
  }

  /** Whether the producer id is, or lately was, that of the transactional id. */
  void checkOwner(@Nullable String transactionalId, ProducerIdentity identity) {
    if (transactionalId == null) {
      return;
    }
    TransactionalProducer producer = producers.find(transactionalId);
    if (producer == null || !has(producer, identity.producerId())) {
      throw new BrokerException(
          ErrorCode.INVALID_PRODUCER_ID_MAPPING,
          "Transactional id \""
              + transactionalId
              + "\": expected "
              + (producer == null
                  ? "a session, found none: it was never begun, or not used for too long"
                  : producer.identity() + ", found producerId=" + identity.producerId())
              + ". Nothing was done; begin a new session.");
    }
  }

  private boolean has(TransactionalProducer producer, long producerId) {
    if (producer.identity().producerId() == producerId) {
      return true;
    }
    var last = producer.lastEnd();
    return last != null && last.by().producerId() == producerId;
  }

  static void checkEpoch(TransactionalProducer producer, ProducerIdentity found) {
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

  /** Whether the session may do anything but end a transaction. */
  static void checkFit(TransactionalProducer producer) {
    checkUninterrupted(producer);
    if (producer.isMarking()) {
      throw new BrokerException(
          ErrorCode.CONCURRENT_TRANSACTIONS,
          "Producer \""
              + producer.transactionalId()
              + "\": the end of its last transaction is not answered yet. Nothing was done; begin"
              + " the next one after that.");
    }
  }

  static void checkUninterrupted(TransactionalProducer producer) {
    if (producer.isInterrupted()) {
      producer.tellToAbort();
      throw new BrokerException(
          ErrorCode.TRANSACTION_ABORTABLE,
          "Producer \""
              + producer.transactionalId()
              + "\": the broker was restarted, which aborted the transaction of "
              + producer.identity()
              + " if one was open. Nothing was stored. Abort it here too, do the work again, and go"
              + " on.");
    }
  }

  /**
   * Whether the producer's positions may be staged. Those that it meant to stage when the broker
   * was restarted were never sent, perhaps, and kafka-clients up to 4.4.0 keep such for the next
   * transaction, which must not commit them: it has not their outputs. Once refused, they are
   * forgotten there.
   */
  static void checkStages(TransactionalProducer producer) {
    if (producer.isResumed()) {
      producer.stagedInVain();
      throw new BrokerException(
          ErrorCode.TRANSACTION_ABORTABLE,
          "Producer \""
              + producer.transactionalId()
              + "\": the broker was restarted, and the first positions that are staged after that"
              + " may be of the transaction before it. Nothing was staged. Abort, do the work again"
              + " from the committed positions, and go on.");
    }
  }

  static void checkJoined(TransactionalProducer producer, TopicPartition partition) {
    OpenTransaction open = producer.open();
    if (open == null || !open.partitions().contains(partition)) {
      throw notJoined(producer, "partition " + partition);
    }
  }

  static void checkJoined(TransactionalProducer producer, String group) {
    OpenTransaction open = producer.open();
    if (open == null || !open.groups().contains(group)) {
      throw notJoined(producer, "group \"" + group + "\"");
    }
  }

  /** A batch of a transactional producer is one of a transaction. */
  static void checkTransactional(
      TransactionalProducer producer, TopicPartition partition, boolean transactional) {
    if (!transactional) {
      throw new BrokerException(
          ErrorCode.INVALID_TXN_STATE,
          "Append to "
              + partition
              + ": expected a transactional batch from the transactional producer \""
              + producer.transactionalId()
              + "\", found a plain one. Nothing was stored; publish inside a transaction.");
    }
  }

  /** Whether a producer that believes to be {@code claimed} may go on under a new identity. */
  static void checkContinues(TransactionalProducer producer, ProducerIdentity claimed) {
    if (!producer.mayContinueAs(claimed)) {
      checkEpoch(producer, claimed);
    }
  }

  static void checkInit(String transactionalId, Duration timeout, Duration maxTimeout) {
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

  static BrokerException unknown(long producerId) {
    return new BrokerException(
        ErrorCode.INVALID_PRODUCER_ID_MAPPING,
        "Producer id "
            + producerId
            + " belongs to no transactional session: it was never given out, its session was"
            + " replaced by one with another id, or it was not used for too long. Nothing was"
            + " stored; begin a new session.");
  }

  private static BrokerException notJoined(TransactionalProducer producer, String what) {
    return new BrokerException(
        ErrorCode.INVALID_TXN_STATE,
        "Producer \""
            + producer.transactionalId()
            + "\": expected "
            + what
            + " to have joined an open transaction, found "
            + (producer.open() == null ? "none open" : "one without it")
            + ". Nothing was stored. Late for a transaction that has ended, or never added to this"
            + " one.");
  }
}
