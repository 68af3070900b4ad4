package dev.waybill.embedded.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.embedded.consume.EmbeddedConsumer;
import dev.waybill.embedded.publish.BatchingPublisher;
import dev.waybill.embedded.translation.Answers;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.RetrySchedule;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Headers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session of a transactional id.
 *
 * <pre>
 *   READY ── begin ──► OPEN ── commit, abort ──► READY
 *     │                  │
 *     │                  └── fenced, or the answer of an end was lost ──► OVER
 *     └── close ──► CLOSED ◄── close (aborts first) ── OPEN, OVER
 * </pre>
 *
 * <p>Batches are awaited written, not synced: the commit's sync covers them, so a transaction costs
 * one sync and not two.
 */
public final class EmbeddedTransactions implements EngineTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedTransactions.class);

  private enum State {
    READY,
    OPEN,
    OVER,
    CLOSED
  }

  private final Broker broker;
  private final TransactionSettings settings;
  private final BatchingPublisher publisher;
  private final Consumer<EmbeddedTransactions> onClosed;
  private ProducerIdentity producer;
  private volatile State state = State.READY;

  /** Whether the broker knows of the open transaction, and so must be told of its end. */
  private boolean touched;

  private @Nullable WaybillException over;

  /**
   * @param producer the session's identity, which has fenced every older session
   * @param publisher publishes under that identity
   * @param onClosed run once when closed
   */
  public EmbeddedTransactions(
      Broker broker,
      TransactionSettings settings,
      ProducerIdentity producer,
      BatchingPublisher publisher,
      Consumer<EmbeddedTransactions> onClosed) {
    this.broker = broker;
    this.settings = settings;
    this.producer = producer;
    this.publisher = publisher;
    this.onClosed = onClosed;
  }

  @Override
  public void begin() {
    require(State.READY, "beginning a transaction");
    state = State.OPEN;
    touched = false;
  }

  @Override
  public void publish(
      dev.waybill.message.TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    require(State.OPEN, "publishing in a transaction");
    publisher.publish(partition, timestampMillis, key, value, headers, completion);
    touched = true;
  }

  @Override
  public void commitPositions(
      EngineConsumer consumer, Map<dev.waybill.message.TopicPartition, Long> next) {
    require(State.OPEN, "committing positions in a transaction");
    if (!(consumer instanceof EmbeddedConsumer member)) {
      throw new RejectedException(
          "committing positions in a transaction: expected a consumer of this engine, found "
              + consumer.getClass().getName()
              + "; nothing was staged. Consume and publish through the same Waybill");
    }
    String what = "staging positions in transaction " + settings.transactionalId();
    String group = member.group();
    Committer committer = member.committer(what);
    Map<TopicPartition, Position> positions = EmbeddedConsumer.positions(next);
    touched = true;
    Answers.await(what, () -> broker.stagePositions(producer, group, committer, positions));
  }

  @Override
  public void commit() {
    require(State.OPEN, "committing a transaction");
    publisher.flush();
    Optional<WaybillException> failed = publisher.sessionFailure();
    if (failed.isPresent()) {
      abortBecause(failed.get());
      throw failed.get();
    }
    end(true);
  }

  private void abortBecause(WaybillException reason) {
    try {
      end(false);
    } catch (WaybillException e) {
      // The publish's failure is what the caller must know; that the abort failed too is beside it.
      reason.addSuppressed(e);
    }
  }

  @Override
  public void abort() {
    require(State.OPEN, "aborting a transaction");
    publisher.flush();
    end(false);
  }

  private void end(boolean commit) {
    if (touched) {
      String what =
          (commit ? "committing" : "aborting") + " transaction " + settings.transactionalId();
      try {
        producer = endWithRetries(what, commit);
      } catch (WaybillException e) {
        // Fenced: aborted by the newer session. Unknown: settled by the next. Refused otherwise:
        // the
        // broker aborts it at its timeout at the latest. In no case can this session go on.
        state = State.OVER;
        over = e;
        throw e;
      }
    }
    if (!publisher.isQuiet()) {
      // Told as unknown at their delivery timeout, and still with the broker: under the next epoch
      // their late answers could not be told from others.
      state = State.OVER;
      return;
    }
    publisher.restart(producer);
    state = State.READY;
  }

  /** The same request with the same epoch gets the same answer, so repeating it is harmless. */
  private ProducerIdentity endWithRetries(String what, boolean commit) {
    RetrySchedule retry = settings.publishing().retry();
    for (int attempt = 1; ; attempt++) {
      try {
        return Answers.await(what, () -> broker.endTransaction(producer, commit));
      } catch (RetriableException e) {
        if (attempt >= retry.maxAttempts()) {
          throw e;
        }
        Pause.of(retry, attempt);
      }
    }
  }

  private void require(State expected, String what) {
    State found = state;
    if (found == expected) {
      return;
    }
    WaybillException why = over;
    String message =
        what
            + " of transactional id "
            + settings.transactionalId()
            + ": expected the session "
            + expected
            + ", found it "
            + found
            + "; nothing was done. "
            + switch (found) {
              case READY -> "Begin a transaction first";
              case OPEN -> "Commit or abort the open transaction first";
              case OVER -> "Close this session and open a new one";
              case CLOSED -> "Open a new session";
            };
    throw why instanceof FencedException
        ? new FencedException(message + ". It was fenced: " + why.getMessage(), why)
        : new RejectedException(message, why);
  }

  private void abortOnClose() {
    try {
      Answers.await(
          "aborting transaction " + settings.transactionalId() + " on close",
          () -> broker.endTransaction(producer, false));
    } catch (FencedException e) {
      LOG.debug("Transaction {} was aborted before, by who fenced it", producer, e);
    }
  }

  @Override
  public void close(Duration timeout) {
    if (state == State.CLOSED) {
      return;
    }
    boolean open = state == State.OPEN;
    state = State.CLOSED;
    try {
      publisher.close(timeout);
      if (open && touched) {
        abortOnClose();
      }
    } finally {
      onClosed.accept(this);
    }
  }
}
