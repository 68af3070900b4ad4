package dev.waybill.kafka.transaction;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.consume.GroupPositions;
import dev.waybill.kafka.publish.KafkaPublisher;
import dev.waybill.kafka.publish.Sender;
import dev.waybill.kafka.transaction.Session.State;
import dev.waybill.kafka.translation.Blocking;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session of a transactional id, on a Kafka producer of its own. */
public final class KafkaTransactions implements EngineTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTransactions.class);

  private final TransactionSettings settings;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Sender sender;
  private final Consumer<KafkaTransactions> onClosed;
  private final Session session;

  private KafkaTransactions(
      TransactionSettings settings,
      KafkaProducer<byte[], byte[]> producer,
      Sender sender,
      Consumer<KafkaTransactions> onClosed) {
    this.settings = settings;
    this.producer = producer;
    this.sender = sender;
    this.onClosed = onClosed;
    this.session = new Session(settings.transactionalId());
  }

  /**
   * Takes the id over: older sessions are fenced, and what they had open is aborted, or committed
   * to its end where the commit was accepted before.
   *
   * @param onClosed run once when closed
   * @throws RetriableException the older transaction was not settled within {@code maxBlock}
   * @throws RejectedException the timeout is longer than the cluster allows, or rights are missing
   */
  public static KafkaTransactions open(
      Cluster cluster, TransactionSettings settings, Consumer<KafkaTransactions> onClosed) {
    KafkaProducer<byte[], byte[]> producer = KafkaPublisher.transactional(cluster, settings);
    boolean taken = false;
    try {
      Blocking.run(producer::initTransactions);
      taken = true;
    } catch (KafkaException e) {
      // Taking over twice is harmless, so not knowing whether it happened is no harm either.
      throw Failures.ofQuestion("taking over transactional id " + settings.transactionalId(), e);
    } finally {
      if (!taken) {
        KafkaPublisher.close(producer, Duration.ZERO);
      }
    }
    Sender sender = new Sender(cluster, producer, true, settings.publishing().maxBlock());
    return new KafkaTransactions(settings, producer, sender, onClosed);
  }

  @Override
  public void begin() {
    session.require(State.READY, "beginning a transaction");
    try {
      producer.beginTransaction();
    } catch (KafkaException e) {
      throw session.over(Failures.ofChange(named("beginning"), e));
    }
    sender.failure().clear();
    session.is(State.OPEN);
  }

  @Override
  public void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    session.require(State.OPEN, "publishing in a transaction");
    sender.send(partition, timestampMillis, key, value, headers, completion);
  }

  @Override
  public void commitPositions(EngineConsumer consumer, Map<TopicPartition, Long> next) {
    session.require(State.OPEN, "committing positions in a transaction");
    if (!(consumer instanceof GroupPositions member)) {
      throw new RejectedException(
          "committing positions in a transaction: expected a consumer of this engine, found "
              + consumer.getClass().getName()
              + "; nothing was staged. Consume and publish through the same Waybill");
    }
    String what = named("staging positions in");
    GroupPositions.Claim claim = member.claim(what, next);
    try {
      Blocking.run(() -> producer.sendOffsetsToTransaction(claim.positions(), claim.membership()));
    } catch (KafkaException e) {
      throw notStaged(what, e);
    }
  }

  /**
   * The transaction cannot commit any more, so whether they were staged makes no difference. Most
   * often it is not the positions' fault: a publish before has failed, and Kafka says so now.
   */
  private WaybillException notStaged(String what, KafkaException e) {
    WaybillException failure = Failures.ofQuestion(what, e);
    if (failure instanceof FencedException) {
      return failure;
    }
    Throwable root = Failures.root(e);
    WaybillException published = sender.failure().get().orElse(null);
    if (published instanceof RejectedException || published instanceof FencedException) {
      return published;
    }
    if (published != null
        || root.getClass() == KafkaException.class
        || root instanceof OutOfOrderSequenceException
        || root instanceof InvalidTxnStateException) {
      return new RetriableException(
          what
              + ": expected a transaction that can commit, found that a publish in it has failed or"
              + " that the cluster has ended it ("
              + root.getMessage()
              + "); nothing of it is seen by readers of committed messages. Abort, and do it again",
          e);
    }
    return failure;
  }

  /**
   * As {@link EngineTransactions#commit}. Fenced by a newer session while the answer of this commit
   * was lost, the transaction may be committed all the same: whoever goes on must read back.
   */
  @Override
  public void commit() {
    session.require(State.OPEN, "committing a transaction");
    sender.flush();
    Optional<WaybillException> failed = sender.failure().get();
    if (failed.isPresent()) {
      throw aborted(failed.get());
    }
    try {
      Blocking.run(producer::commitTransaction);
    } catch (KafkaException e) {
      throw notCommitted(e);
    }
    session.is(State.READY);
  }

  private WaybillException notCommitted(KafkaException e) {
    Throwable root = Failures.root(e);
    WaybillException failure = Failures.ofChange(named("committing"), e);
    if (root instanceof TimeoutException) {
      return session.over(
          new OutcomeUnknownException(
              named("committing")
                  + ": expected an answer of the coordinator within "
                  + settings.publishing().maxBlock()
                  + ", found none; the transaction is committed or aborted as a whole, and which is"
                  + " unknown. Open a new session of the same id to settle it, then read back",
              e));
    }
    if (root instanceof InvalidTxnStateException) {
      return session.over(
          new FencedException(
              named("committing")
                  + ": expected it open still, found that the cluster has ended it; it was aborted,"
                  + " at the latest "
                  + settings.timeout()
                  + " after it began, and nothing of it is seen by readers of committed messages."
                  + " Open a new session, and end transactions sooner or declare a longer timeout",
              e));
    }
    if (failure instanceof FencedException || failure instanceof OutcomeUnknownException) {
      return session.over(failure);
    }
    return aborted(failure);
  }

  /** Aborts, and returns why: that it was aborted for a reason is what the caller must know. */
  private WaybillException aborted(WaybillException reason) {
    try {
      end();
    } catch (WaybillException e) {
      reason.addSuppressed(e);
      return session.over(reason);
    }
    return reason instanceof OutcomeUnknownException ? certain(reason) : reason;
  }

  /** Whatever became of the publish: the abort has been answered. */
  private WaybillException certain(WaybillException reason) {
    return new RetriableException(
        named("committing")
            + ": expected every publish in it done, found one of which the outcome is unknown ("
            + reason.getMessage()
            + "); the transaction was aborted, and nothing of it is seen by readers of committed"
            + " messages. Do it again",
        reason);
  }

  @Override
  public void abort() {
    session.require(State.OPEN, "aborting a transaction");
    end();
  }

  private void end() {
    try {
      Blocking.run(producer::abortTransaction);
    } catch (KafkaException e) {
      throw session.over(Failures.ofChange(named("aborting"), e));
    }
    session.is(State.READY);
  }

  private String named(String what) {
    return what + " transaction " + settings.transactionalId();
  }

  @Override
  public void close(Duration timeout) {
    State found = session.state();
    if (found == State.CLOSED) {
      return;
    }
    session.is(State.CLOSED);
    boolean unused = sender.beginClose();
    try {
      if (found == State.OPEN && !timeout.isZero()) {
        abortOnClose();
      }
      KafkaPublisher.close(producer, timeout);
    } finally {
      onClosed.accept(this);
    }
  }

  private void abortOnClose() {
    try {
      Blocking.run(producer::abortTransaction);
    } catch (KafkaException e) {
      LOG.warn(
          "Transaction {} could not be aborted on close; the cluster aborts it after {}, until when"
              + " readers of committed messages wait before it. A new session of the id ends it at"
              + " once",
          settings.transactionalId(),
          settings.timeout(),
          e);
    }
  }
}
