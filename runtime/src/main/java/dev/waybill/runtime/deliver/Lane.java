package dev.waybill.runtime.deliver;

import dev.waybill.DeduplicationStore.Claim;
import dev.waybill.Subscription.State;
import dev.waybill.WhenExhausted;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.deliver.LaneWork.Chunk;
import dev.waybill.runtime.deliver.LaneWork.LateFailure;
import dev.waybill.runtime.deliver.LaneWork.LookUp;
import dev.waybill.runtime.deliver.LaneWork.Placed;
import dev.waybill.runtime.settle.RetryQueue;
import dev.waybill.runtime.settle.RetryQueue.Parked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that handles its share of the keys, each in order.
 *
 * <pre>
 *   message ── key waits behind a failed one ──────────────────────────────► behind it
 *      └────── attempt ─┬─ ended well, or skipped ──────────────────────────► settled
 *                       └─ failed ─┬─ attempts left ──► parked, tried again later
 *                                  └─ none left ─┬─ dead letter, synced ────► settled
 *                                                └─ stop ───────────────────► FAILED
 * </pre>
 *
 * The retry queue and the tally are this thread's own; what it shares is in {@link LaneTrack}.
 */
final class Lane<T> implements Runnable, DeliveryOf.Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** How long a message waits that another handler has claimed. */
  private static final Duration BUSY_DELAY = Duration.ofMillis(20);

  /** How long a message waits whose dead letter could not be stored, at least. */
  private static final Duration LETTER_DELAY = Duration.ofMillis(100);

  /** How an attempt ended. */
  private enum Outcome {
    HANDLED,
    SKIPPED,
    /** In the application's hands: it settles the delivery later. */
    OPEN,
    BUSY,
    FAILED
  }

  private final LaneLoop<T> loop;
  private final SubscriptionSettings<T> settings;
  private final Lifecycle lifecycle;
  private final Invocation<T> invocation;
  private final @Nullable Deduplication deduplication;
  private final HandlerThread thread;
  private final ScheduledFuture<?> watching;
  private final DeliveryOf.@Nullable Settlement settlement;
  private final LinkedBlockingQueue<LaneWork> queue = new LinkedBlockingQueue<>();
  private final RetryQueue<Placed> retries = new RetryQueue<>();
  private final Tally tally = new Tally();
  private final FailureLog failures;

  private volatile @Nullable LaneTrack working;
  private @Nullable Throwable error;

  Lane(LaneLoop<T> loop, SubscriptionSettings<T> settings, int number) {
    this.loop = loop;
    this.settings = settings;
    this.lifecycle = loop.lifecycle;
    this.invocation = loop.invocation();
    this.deduplication = loop.deduplication();
    this.settlement = settings.manual() ? this : null;
    this.failures =
        new FailureLog(
            LOG,
            settings.retries()
                ? "The handler of "
                    + settings.name()
                    + " failed on a message, which is tried again as declared"
                : "The at-most-once handler of "
                    + settings.name()
                    + " failed on a message, which is lost as declared");
    this.thread =
        new HandlerThread(lifecycle, "waybill " + settings.name() + " lane " + number, this);
    this.watching =
        loop.services
            .watch()
            .watch(thread, lifecycle, "subscription " + settings.name(), settings.handlerTimeout());
  }

  void start() {
    thread.start();
  }

  /** Any thread. */
  void add(LaneWork work) {
    queue.add(work);
  }

  boolean isWorkingOn(LaneTrack track) {
    return working == track;
  }

  /** Waits for the thread's end for at most so long; false if it still runs. */
  boolean ended(Duration atMost) throws InterruptedException {
    thread.join(Math.max(1, atMost.toMillis()));
    return !thread.isAlive();
  }

  void stopWatching() {
    watching.cancel(false);
  }

  Tally tally() {
    return tally;
  }

  @Override
  public void run() {
    try {
      while (!finished()) {
        LaneWork work = next();
        retryDue();
        if (work instanceof Chunk chunk) {
          work(chunk);
        } else if (work instanceof LateFailure late) {
          lateFailure(late);
        }
      }
    } catch (Throwable e) { // a lane that died silently would hold its keys back for ever
      loop.fail(e);
    } finally {
      working = null;
      loop.progressed();
    }
  }

  /**
   * What is past its position must be handled while there is time; anything else is kept anyway.
   */
  private boolean finished() {
    if (!lifecycle.ending()) {
      return false;
    }
    return settings.retries()
        || queue.isEmpty()
        || lifecycle.state() == State.FAILED
        || lifecycle.overdue(System.nanoTime());
  }

  private LaneWork next() throws InterruptedException {
    lifecycle.awaitResumed();
    long untilDue = retries.nanosUntilDue(System.nanoTime());
    if (untilDue == Long.MAX_VALUE) {
      return queue.take();
    }
    LaneWork work = queue.poll(untilDue, TimeUnit.NANOSECONDS);
    return work == null ? new LookUp() : work;
  }

  private boolean mayGoOn(LaneTrack track) throws InterruptedException {
    if (lifecycle.state() != State.RUNNING) {
      lifecycle.awaitResumed();
      if (finished()) {
        return false;
      }
    }
    return !track.leaving();
  }

  // ---- messages -------------------------------------------------------------------------------

  private void work(Chunk chunk) throws InterruptedException {
    LaneTrack track = chunk.track();
    // Set before leaving() is read, which the loop sets before it reads this: one of the two sees
    // the other.
    working = track;
    try {
      if (invocation instanceof Invocation.Batches<T> batches) {
        workAtOnce(batches, track, chunk.messages());
        return;
      }
      List<StoredMessage> messages = chunk.messages();
      for (int i = 0; i < messages.size() && mayGoOn(track); i++) {
        StoredMessage message = messages.get(i);
        if (!retries.isEmpty()) {
          retryDue();
          if (waits(track, message)) {
            continue;
          }
        }
        Outcome outcome = attempt(track, message, 1);
        if (outcome == Outcome.HANDLED) {
          track.settle(message.offset());
        } else {
          conclude(new Placed(track, message), 1, outcome, null);
        }
      }
    } finally {
      working = null;
      track.chunkDone();
      loop.progressed();
    }
  }

  /** Puts the message behind a failed one of its key, if there is one. */
  private boolean waits(LaneTrack track, StoredMessage message) {
    Placed placed = new Placed(track, message);
    Object key = placed.orderKey();
    if (!retries.holds(key)) {
      return false;
    }
    retries.append(key, placed);
    track.parked(placed.bytes());
    return true;
  }

  private Outcome attempt(LaneTrack track, StoredMessage message, int attempt) {
    Deduplication known = deduplication;
    try {
      if (known != null) {
        Claim claim = known.claim(track, message);
        if (claim == Claim.DONE) {
          tally.skipped();
          return Outcome.SKIPPED;
        }
        if (claim == Claim.BUSY) {
          return Outcome.BUSY;
        }
      }
    } catch (RuntimeException e) { // the store's failure is a failed attempt like the handler's
      return failed(e);
    }
    if (attempt == 1) {
      tally.delivered();
    } else {
      tally.retried();
    }
    Throwable failure;
    thread.enter();
    try {
      failure = invocation.invoke(track, message, attempt, settlement);
    } catch (Throwable e) { // whatever a handler throws costs this attempt only
      failure = e;
    }
    if (!thread.exit() && failure == null && settlement == null) {
      failure = Invocation.timedOut(settings.handlerTimeout());
    }
    if (failure == null && settlement == null) {
      failure = completed(message);
    }
    if (failure != null) {
      release(message);
      return failed(failure);
    }
    tally.handled();
    return settlement == null ? Outcome.HANDLED : Outcome.OPEN;
  }

  private Outcome failed(Throwable failure) {
    error = failure;
    return Outcome.FAILED;
  }

  private @Nullable Throwable completed(StoredMessage message) {
    if (deduplication != null) {
      try {
        deduplication.complete(message);
      } catch (RuntimeException e) { // not remembered as handled: it will be handled again
        return e;
      }
    }
    return null;
  }

  private void release(StoredMessage message) {
    if (deduplication != null) {
      try {
        deduplication.release(message);
      } catch (RuntimeException e) { // the store answers BUSY until it forgets the claim
        LOG.warn(
            "The de-duplication store of {} could not release the claim on offset {}; the message"
                + " waits until the store gives the claim up",
            settings.name(),
            message.offset(),
            e);
      }
    }
  }

  // ---- failures -------------------------------------------------------------------------------

  /** Does what follows from an attempt; {@code again} is the parked key, null on first attempts. */
  private void conclude(
      Placed placed, int attempt, Outcome outcome, @Nullable Parked<Placed> again) {
    switch (outcome) {
      case HANDLED, SKIPPED -> settled(placed, again);
      case OPEN -> finish(placed, again);
      case BUSY -> park(placed, attempt - 1, new Busy(), BUSY_DELAY, again);
      case FAILED -> {
        Throwable cause = java.util.Objects.requireNonNull(error);
        if (!settings.retries()) {
          failures.failed(cause);
          settled(placed, again);
        } else if (lifecycle.ending()) {
          // Interrupted by the end, perhaps: it stays unsettled and is delivered again.
          finish(placed, again);
        } else {
          failures.failed(cause);
          afterFailure(placed, attempt, cause, again);
        }
      }
    }
  }

  private void afterFailure(
      Placed placed, int attempt, Throwable cause, @Nullable Parked<Placed> again) {
    if (attempt < settings.retry().maxAttempts()) {
      Duration delay = settings.retry().delayAfter(attempt, ThreadLocalRandom.current());
      park(placed, attempt, cause, delay, again);
      return;
    }
    DeadLetters letters = loop.deadLetters();
    if (letters == null) {
      loop.fail(stopped(placed, attempt, cause));
      finish(placed, again);
      return;
    }
    try {
      letters.publish(placed.track().partition(), placed.message(), attempt, cause);
      tally.deadLettered();
      settled(placed, again);
    } catch (RetriableException | OutcomeUnknownException e) {
      // The position cannot pass before the letter is durable; a second letter is no loss.
      failures.failed(e);
      park(placed, attempt, cause, LETTER_DELAY, again);
    }
  }

  private RejectedException stopped(Placed placed, int attempts, Throwable cause) {
    return new RejectedException(
        "subscription "
            + settings.name()
            + " stopped before "
            + placed.track().partition()
            + " offset "
            + placed.message().offset()
            + ", as declared ("
            + WhenExhausted.stop()
            + "): "
            + attempts
            + " of "
            + settings.retry().maxAttempts()
            + " attempts failed, the last with "
            + cause
            + "; its position was not moved past the message: correct the handler and subscribe"
            + " again",
        cause);
  }

  private void park(
      Placed placed,
      int failedAttempts,
      Throwable cause,
      Duration delay,
      @Nullable Parked<Placed> again) {
    long due = System.nanoTime() + HandlerWatch.saturatedNanos(delay);
    if (again != null) {
      retries.parkAgain(again, failedAttempts, cause, due);
      return;
    }
    placed.track().parked(placed.bytes());
    Object key = placed.orderKey();
    // Settled by hand and late, others of its key may have failed since: it is tried by itself.
    retries.park(retries.holds(key) ? new Object() : key, placed, failedAttempts, cause, due);
  }

  private void settled(Placed placed, @Nullable Parked<Placed> again) {
    placed.track().settle(placed.message().offset());
    finish(placed, again);
  }

  private void finish(Placed placed, @Nullable Parked<Placed> again) {
    if (again != null) {
      placed.track().unparked(placed.bytes());
      retries.finish(again, System.nanoTime());
    }
  }

  private void retryDue() throws InterruptedException {
    while (!retries.isEmpty() && !finished() && !lifecycle.paused()) {
      Parked<Placed> parked = retries.takeDue(System.nanoTime());
      if (parked == null) {
        return;
      }
      Placed placed = parked.head();
      LaneTrack before = working;
      working = placed.track();
      try {
        if (placed.track().leaving()) {
          finish(placed, parked);
        } else {
          retry(placed, parked);
        }
      } finally {
        working = before;
        loop.progressed();
      }
    }
  }

  private void retry(Placed placed, Parked<Placed> parked) {
    int failed = parked.failedAttempts();
    if (failed >= settings.retry().maxAttempts()) {
      // Only its dead letter is missing.
      afterFailure(placed, failed, java.util.Objects.requireNonNull(parked.error()), parked);
      return;
    }
    conclude(placed, failed + 1, attempt(placed.track(), placed.message(), failed + 1), parked);
  }

  // ---- batches --------------------------------------------------------------------------------

  private void workAtOnce(
      Invocation.Batches<T> batches, LaneTrack track, List<StoredMessage> messages)
      throws InterruptedException {
    List<StoredMessage> batch = new ArrayList<>(messages.size());
    if (!mayGoOn(track)) {
      return;
    }
    for (StoredMessage message : messages) {
      if ((retries.isEmpty() || !waits(track, message)) && claimed(track, message)) {
        batch.add(message);
      }
    }
    if (batch.isEmpty()) {
      return;
    }
    batch.forEach(message -> tally.delivered());
    List<DeliveryOf<T>> deliveries = List.of();
    Throwable failure = null;
    thread.enter();
    try {
      deliveries = batches.decode(track, batch, 1, settlement);
      batches.invokeAll(deliveries, settlement);
    } catch (Throwable e) { // whatever a handler throws costs this attempt only
      failure = e;
    }
    if (!thread.exit() && failure == null && settlement == null) {
      failure = Invocation.timedOut(settings.handlerTimeout());
    }
    if (failure != null && settings.retries()) {
      failures.failed(failure);
      oneByOne(track, batch, deliveries);
    } else if (failure != null) {
      failures.failed(failure);
      batch.forEach(message -> track.settle(message.offset()));
    } else {
      for (DeliveryOf<T> delivery : deliveries) {
        concludeInBatch(track, delivery);
      }
    }
  }

  private boolean claimed(LaneTrack track, StoredMessage message) {
    if (deduplication == null) {
      return true;
    }
    Placed placed = new Placed(track, message);
    try {
      switch (deduplication.claim(track, message)) {
        case GRANTED -> {
          return true;
        }
        case DONE -> {
          tally.skipped();
          track.settle(message.offset());
        }
        case BUSY -> conclude(placed, 1, Outcome.BUSY, null);
      }
    } catch (RuntimeException e) { // the store's failure is a failed attempt like the handler's
      conclude(placed, 1, failed(e), null);
    }
    return false;
  }

  /** After a failed batch: each message gets an attempt by itself, so that the good ones pass. */
  private void oneByOne(LaneTrack track, List<StoredMessage> batch, List<DeliveryOf<T>> deliveries)
      throws InterruptedException {
    batch.forEach(this::release);
    for (int i = 0; i < batch.size(); i++) {
      boolean settledByHand =
          settlement != null && i < deliveries.size() && deliveries.get(i).isAcknowledged();
      StoredMessage message = batch.get(i);
      if (settledByHand || !mayGoOn(track) || waits(track, message)) {
        continue;
      }
      conclude(new Placed(track, message), 2, attempt(track, message, 2), null);
    }
  }

  private void concludeInBatch(LaneTrack track, DeliveryOf<T> delivery) {
    StoredMessage message = delivery.stored();
    if (settlement != null) {
      tally.handled();
      return;
    }
    Throwable failure = delivery.failure();
    if (failure == null) {
      failure = completed(message);
    }
    if (failure == null) {
      tally.handled();
      track.settle(message.offset());
    } else {
      release(message);
      conclude(new Placed(track, message), 1, failed(failure), null);
    }
  }

  // ---- settlement by hand ---------------------------------------------------------------------

  @Override
  public void acknowledged(DeliveryOf<?> delivery) {
    StoredMessage message = delivery.stored();
    Throwable failure = completed(message);
    if (failure != null) {
      failed(delivery, failure);
      return;
    }
    ((LaneTrack) delivery.track()).settle(message.offset());
  }

  @Override
  public void failed(DeliveryOf<?> delivery, Throwable cause) {
    queue.add(new LateFailure(delivery, cause));
  }

  private void lateFailure(LateFailure late) {
    LaneTrack track = (LaneTrack) late.delivery().track();
    if (track.leaving()) {
      return;
    }
    release(late.delivery().stored());
    conclude(
        new Placed(track, late.delivery().stored()),
        late.delivery().attempt(),
        failed(late.cause()),
        null);
  }

  /** Why a message waits that another handler has claimed. */
  private static final class Busy extends Exception {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("claimed by another handler", null, false, false);
    }
  }
}
