package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.State;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.deliver.Attempts.Outcome;
import dev.waybill.runtime.deliver.LaneWork.LateFailure;
import dev.waybill.runtime.deliver.LaneWork.LookUp;
import dev.waybill.runtime.deliver.LaneWork.Placed;
import dev.waybill.runtime.settle.RetryQueue.Parked;
import dev.waybill.runtime.timing.Timing;
import dev.waybill.runtime.timing.Timing.WorkQueue;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One thread that handles its share of the keys, each in order.
 *
 * <pre>
 *   queue ─► message ── its key waits behind a failed one ──► Aftermath: behind it
 *     ▲        └── Attempts ─┬─ ended well ──► the chunk says so
 *     │                      └─ anything else ──► Aftermath ──► settled, or parked
 *   parked, now due ─────────┴──────────────────────▲              │
 *     ▲                                                            │
 *     └────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * What it shares with the loop is in {@link Chunk} and {@link LaneTrack}.
 */
final class Lane<T> implements Runnable, DeliveryOf.Settlement {

  private final LaneLoop<T> loop;
  private final SubscriptionSettings<T> settings;
  private final Lifecycle lifecycle;
  private final HandlerThread thread;
  private final Future<?> watching;
  private final Timing timing;
  private final WorkQueue<LaneWork> queue;
  private final Tally tally = new Tally();
  private final Attempts<T> attempts;
  private final Aftermath aftermath;

  /** Handles chunks at once, if that is what the application asked for. */
  private final @Nullable LaneBatches<T> batches;

  private volatile @Nullable LaneTrack working;

  Lane(LaneLoop<T> loop, SubscriptionSettings<T> settings, Invocation<T> invocation, int number) {
    this.loop = loop;
    this.settings = settings;
    this.lifecycle = loop.lifecycle;
    this.timing = loop.timing;
    this.queue = timing.queue();
    this.thread =
        new HandlerThread(lifecycle, "waybill " + settings.name() + " lane " + number, this);
    this.watching =
        loop.services
            .watch()
            .watch(thread, lifecycle, "subscription " + settings.name(), settings.handlerTimeout());
    DeliveryOf.Settlement settlement = settings.manual() ? this : null;
    this.attempts =
        new Attempts<>(settings, invocation, loop.deduplication(), thread, tally, settlement);
    this.aftermath = new Aftermath(settings, lifecycle, loop.deadLetters(), tally, loop::fail);
    this.batches =
        invocation instanceof Invocation.Batches<T> handler
            ? new LaneBatches<>(
                settings, handler, attempts, aftermath, thread, tally, settlement, this::mayGoOn)
            : null;
  }

  void start() {
    timing.start(thread);
  }

  /** Any thread. */
  void add(LaneWork work) {
    queue.add(work);
  }

  boolean isWorkingOn(LaneTrack track) {
    return working == track;
  }

  /** Waits for the thread's end for at most so long; false if it still runs. */
  boolean ended(long atMostNanos) throws InterruptedException {
    return timing.join(thread, atMostNanos);
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

  private boolean finished() {
    return mustStop() || (loop.hasSharedOutAll() && queue.isEmpty());
  }

  /**
   * What is past its position is handled while there is time; anything else is kept by its
   * position.
   */
  private boolean mustStop() {
    return lifecycle.ending()
        && (settings.retries()
            || lifecycle.state() == State.FAILED
            || lifecycle.overdue(timing.nanoTime()));
  }

  private LaneWork next() throws InterruptedException {
    lifecycle.awaitResumed();
    long untilDue = aftermath.nanosUntilDue();
    if (untilDue == Long.MAX_VALUE) {
      return queue.take();
    }
    LaneWork work = queue.poll(untilDue);
    return work == null ? new LookUp() : work;
  }

  private boolean mayGoOn(LaneTrack track) throws InterruptedException {
    if (lifecycle.state() != State.RUNNING) {
      lifecycle.awaitResumed();
      if (mustStop()) {
        return false;
      }
    }
    return !track.leaving();
  }

  private void work(Chunk chunk) throws InterruptedException {
    LaneTrack track = chunk.track();
    // Set before leaving() is read, which the loop sets before it reads this: one of the two sees
    // the other.
    working = track;
    try {
      if (batches == null) {
        oneByOne(chunk);
      } else {
        batches.work(chunk);
      }
    } finally {
      working = null;
      track.chunkDone(chunk);
      loop.progressed();
    }
  }

  private void oneByOne(Chunk chunk) throws InterruptedException {
    LaneTrack track = chunk.track();
    List<StoredMessage> messages = chunk.messages();
    for (int i = 0; i < messages.size(); i++) {
      // Before looking whether the partition is leaving: it lets go of failed messages of a
      // leaving one, and those behind them must not be handled then.
      retryDue();
      if (!mayGoOn(track)) {
        return;
      }
      StoredMessage message = messages.get(i);
      if (aftermath.waits(track, message)) {
        chunk.leaveOut(i);
        continue;
      }
      Outcome outcome = attempts.attempt(track, message, 1);
      if (outcome == Outcome.HANDLED) {
        chunk.endedWell(i);
      } else {
        chunk.leaveOut(i);
        aftermath.conclude(track, message, 1, outcome, attempts);
      }
    }
  }

  private void retryDue() throws InterruptedException {
    while (!aftermath.nobodyWaits() && !finished() && !lifecycle.paused()) {
      Parked<Placed> parked = aftermath.takeDue();
      if (parked == null) {
        return;
      }
      LaneTrack before = working;
      working = parked.head().track();
      try {
        retry(parked);
      } finally {
        working = before;
        loop.progressed();
      }
    }
  }

  private void retry(Parked<Placed> parked) {
    Placed placed = parked.head();
    if (placed.track().leaving()) {
      aftermath.abandon(parked);
    } else if (aftermath.isExhausted(parked)) {
      aftermath.giveUp(parked);
    } else {
      int attempt = parked.failedAttempts() + 1;
      Outcome outcome = attempts.attempt(placed.track(), placed.message(), attempt);
      aftermath.conclude(parked, attempt, outcome, attempts);
    }
  }

  // ---- settlement by hand, on any thread ------------------------------------------------------

  @Override
  public void acknowledged(DeliveryOf<?> delivery) {
    StoredMessage message = delivery.stored();
    Throwable failure = attempts.complete(message);
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
    DeliveryOf<?> delivery = late.delivery();
    LaneTrack track = (LaneTrack) delivery.track();
    if (track.leaving()) {
      return;
    }
    attempts.release(delivery.stored());
    Outcome outcome = attempts.failed(late.cause());
    aftermath.conclude(track, delivery.stored(), delivery.attempt(), outcome, attempts);
  }
}
