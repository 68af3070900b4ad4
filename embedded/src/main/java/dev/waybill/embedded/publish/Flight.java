package dev.waybill.embedded.publish;

import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.embedded.translation.Words;
import dev.waybill.error.WaybillException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The sealed batches of one partition: those the broker has, and behind them those that wait.
 * Guarded by the lock of its {@link PartitionQueue}.
 *
 * <pre>
 *              ┌───────── answered well ─────────┐
 *              ▼                                 │
 *   FLOWING ───┴─ refused ──► DRAINING ── all answered, none given up ──► FLOWING
 *                                │                        (same sequences, after a delay)
 *                                └── one given up ──► RENEWING ──► FLOWING
 *                                                         (a new producer id, sequences from 0)
 * </pre>
 *
 * <p>Invariants: batches finish in the order in which they were added. Under one producer id the
 * sequences handed to the broker have no gap, so what is behind a refused batch is refused too, and
 * a retry cannot be overtaken. A new producer id is used only when the broker holds nothing of the
 * old one.
 */
final class Flight {
  /**
   * More than the five batches the broker remembers: only a batch whose answer was lost is looked
   * up among those, and inside one process none is. What was refused was not stored, and what is
   * unanswered is never sent again. While a slow disk writes one round, whole megabytes must be
   * able to gather for the next; the pool bounds them.
   */
  private static final int MAX_IN_FLIGHT = 64;

  private enum State {
    FLOWING,
    DRAINING,
    RENEWING
  }

  private final dev.waybill.message.TopicPartition partition;
  private final TopicPartition target;
  private final Dispatch dispatch;
  private final PartitionQueue owner;
  private final ArrayDeque<Batch> inFlight = new ArrayDeque<>();
  private final ArrayDeque<Batch> waiting = new ArrayDeque<>();

  private State state = State.FLOWING;
  private ProducerIdentity producer;
  private int nextSequence;

  /** A sequence was handed out to a batch that was given up: the broker would refuse the next. */
  private boolean sequenceMissing;

  private long retryAtNanos;

  Flight(
      dev.waybill.message.TopicPartition partition,
      Dispatch dispatch,
      ProducerIdentity producer,
      PartitionQueue owner) {
    this.partition = partition;
    this.target = Words.toBroker(partition);
    this.dispatch = dispatch;
    this.producer = producer;
    this.owner = owner;
  }

  boolean isIdle() {
    return inFlight.isEmpty() && waiting.isEmpty() && state == State.FLOWING;
  }

  boolean canTakeMore() {
    return state == State.FLOWING && waiting.isEmpty() && inFlight.size() < MAX_IN_FLIGHT;
  }

  void add(Batch sealed) {
    waiting.addLast(sealed);
  }

  /** Hands over what may go now. */
  void send(long now) {
    if (sequenceMissing) {
      if (needsRenewal()) {
        dispatch.lookAgain(); // the sender renews
      }
      return;
    }
    while (state == State.FLOWING
        && inFlight.size() < MAX_IN_FLIGHT
        && !waiting.isEmpty()
        && now >= retryAtNanos
        && dispatch.hasRoomFor(waiting.getFirst())) {
      Batch batch = waiting.removeFirst();
      if (!batch.isSequenced()) {
        batch.sequence(nextSequence);
        // Sequences wrap from 2^31 − 1 to 0, as the batch format says.
        nextSequence = (nextSequence + batch.count()) & Integer.MAX_VALUE;
      }
      batch.attempts++;
      inFlight.addLast(batch);
      dispatch.append(target, batch, producer);
    }
  }

  void answered(Batch batch, long now, Queue<Outcome> finished) {
    if (batch.refusal() != null) {
      state = State.DRAINING;
    }
    // Refusals come at once and syncs later: a batch finishes only after those before it.
    while (!inFlight.isEmpty() && inFlight.getFirst().appended() != null) {
      finishDone(inFlight.removeFirst(), finished);
    }
    if (state == State.DRAINING && inFlight.stream().allMatch(Batch::isAnswered)) {
      settle(now, finished);
    }
  }

  /** Everything is answered and something was refused: decides for each what becomes of it. */
  private void settle(long now, Queue<Outcome> finished) {
    List<Batch> again = new ArrayList<>(inFlight.size());
    long delay = 0;
    boolean predecessorRefused = false;
    for (Batch batch : inFlight) {
      Throwable refusal = batch.refusal();
      if (refusal == null) {
        finishDone(batch, finished);
        continue;
      }
      ErrorCode code = Failures.code(refusal).orElse(null);
      boolean behindRefused = predecessorRefused && code == ErrorCode.OUT_OF_ORDER_SEQUENCE;
      predecessorRefused = true;
      if (batch.isTold()) {
        sequenceMissing = true;
        finished.add(Outcome.toldBefore(batch));
      } else if (behindRefused || code == ErrorCode.BACKPRESSURE) {
        // Flow control inside one process, no failed attempt: the delivery timeout bounds it.
        batch.attempts--;
        again.add(batch);
      } else if (mayTryAgain(batch, code)) {
        sequenceMissing |= dispatch.isForgottenProducer(code);
        delay = Math.max(delay, dispatch.delayAfter(batch.attempts).toNanos());
        again.add(batch);
      } else {
        giveUp(batch, dispatch.refused(partition, batch.attempts, refusal), finished);
      }
    }
    inFlight.clear();
    for (int i = again.size() - 1; i >= 0; i--) {
      again.get(i).forgetAnswer();
      waiting.addFirst(again.get(i));
    }
    retryAtNanos = now + delay;
    state = State.FLOWING;
    renewIfSequenceMissing(finished);
  }

  private boolean mayTryAgain(Batch batch, @Nullable ErrorCode code) {
    return code != null
        && (code.isRetriable() || dispatch.isForgottenProducer(code))
        && batch.attempts < dispatch.settings.retry().maxAttempts();
  }

  private void finishDone(Batch batch, Queue<Outcome> finished) {
    finished.add(batch.isTold() ? Outcome.toldBefore(batch) : Outcome.done(batch));
  }

  private void giveUp(Batch batch, WaybillException failure, Queue<Outcome> finished) {
    sequenceMissing |= batch.isSequenced();
    dispatch.batchFailed(failure);
    finished.add(Outcome.failed(batch, failure));
  }

  /** Only for something to send: a broker that has stopped would refuse us again and again. */
  private boolean needsRenewal() {
    return sequenceMissing && state == State.FLOWING && inFlight.isEmpty() && !waiting.isEmpty();
  }

  private void renewIfSequenceMissing(Queue<Outcome> finished) {
    if (!needsRenewal()) {
      return;
    }
    WaybillException broken = dispatch.sessionFailure();
    if (broken != null) {
      failWaiting(broken, finished);
      return;
    }
    state = State.RENEWING;
    waiting.forEach(Batch::forgetSequence);
    dispatch.renew(owner);
  }

  void renewed(
      @Nullable ProducerIdentity fresh, @Nullable Throwable failure, Queue<Outcome> finished) {
    if (fresh == null) {
      failWaiting(
          Failures.of(
              "publishing to " + partition + " under a new producer id",
              failure == null ? new IllegalStateException("no answer") : failure),
          finished);
      state = State.FLOWING;
      return;
    }
    producer = fresh;
    nextSequence = 0;
    sequenceMissing = false;
    state = State.FLOWING;
  }

  private void failWaiting(WaybillException failure, Queue<Outcome> finished) {
    for (Batch batch : waiting) {
      giveUp(batch, failure, finished);
    }
    waiting.clear();
  }

  /** Tells those whose delivery timeout is over; what the broker has comes back later. */
  void giveUpOverdue(long now, Queue<Outcome> finished) {
    boolean allTold = true;
    for (Batch batch : inFlight) {
      if (now - batch.createdNanos < dispatch.deliveryNanos || batch.isAnswered()) {
        allTold = batch.isTold();
        break;
      }
      if (!batch.isTold()) {
        failEarly(batch, dispatch.unanswered(partition), finished);
      }
    }
    while (allTold
        && !waiting.isEmpty()
        && now - waiting.getFirst().createdNanos >= dispatch.deliveryNanos) {
      Batch batch = waiting.removeFirst();
      giveUp(batch, dispatch.notHandedOver(partition, batch.attempts), finished);
    }
    renewIfSequenceMissing(finished);
  }

  private void failEarly(Batch batch, WaybillException failure, Queue<Outcome> finished) {
    dispatch.batchFailed(failure);
    finished.add(Outcome.failedEarly(batch, failure));
  }

  /** When something here is due next; far away when only the broker's answer is missing. */
  long nextLook(long now) {
    long next = Long.MAX_VALUE;
    if (!waiting.isEmpty() && retryAtNanos > now) {
      next = retryAtNanos;
    }
    Batch oldest = inFlight.isEmpty() ? waiting.peekFirst() : inFlight.getFirst();
    if (oldest != null && !oldest.isTold()) {
      next = Math.min(next, oldest.createdNanos + dispatch.deliveryNanos);
    }
    return next;
  }

  void abandon(WaybillException failure, Queue<Outcome> finished) {
    for (Batch batch : inFlight) {
      if (!batch.isTold()) {
        failEarly(batch, failure, finished);
      }
    }
    failWaiting(failure, finished);
  }

  void restart(ProducerIdentity fresh) {
    if (!inFlight.isEmpty() || !waiting.isEmpty()) {
      throw new IllegalStateException(
          "expected every batch for "
              + partition
              + " answered between transactions, found "
              + (inFlight.size() + waiting.size()));
    }
    producer = fresh;
    nextSequence = 0;
    sequenceMissing = false;
    state = State.FLOWING;
  }
}
