package dev.waybill.runtime.deliver;

import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.deliver.Attempts.Outcome;
import dev.waybill.runtime.deliver.LaneWork.Placed;
import dev.waybill.runtime.settle.RetryQueue;
import dev.waybill.runtime.settle.RetryQueue.Parked;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a lane's messages whose attempt did not simply end well. The lane's thread alone.
 *
 * <pre>
 *   attempt ─┬─ ended well, or skipped ──────────────────────────► settled
 *            ├─ claimed by another ──────► parked a moment
 *            └─ failed ─┬─ attempts left ──► parked, tried again later
 *                       └─ none left ─┬─ dead letter, synced ────► settled
 *                                     ├─ not stored now ─► parked, stored later
 *                                     ├─ refused ────────────────► FAILED, position before it
 *                                     └─ stop ───────────────────► FAILED, position before it
 *   another message of a parked key ──► behind it, in order
 * </pre>
 */
final class Aftermath {

  private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);

  /** How long a message waits that another handler has claimed. */
  private static final Duration BUSY_DELAY = Duration.ofMillis(20);

  /** How long a message waits whose dead letter could not be stored, at least. */
  private static final Duration LETTER_DELAY = Duration.ofMillis(100);

  private final SubscriptionSettings<?> settings;
  private final Lifecycle lifecycle;
  private final @Nullable DeadLetters letters;
  private final Tally tally;
  private final Consumer<Throwable> onStop;
  private final FailureLog failures;
  private final RetryQueue<Placed> retries = new RetryQueue<>();

  /**
   * @param letters null: the subscription stops instead
   * @param onStop ends the subscription as failed
   */
  Aftermath(
      SubscriptionSettings<?> settings,
      Lifecycle lifecycle,
      @Nullable DeadLetters letters,
      Tally tally,
      Consumer<Throwable> onStop) {
    this.settings = settings;
    this.lifecycle = lifecycle;
    this.letters = letters;
    this.tally = tally;
    this.onStop = onStop;
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
  }

  // ---- who waits ------------------------------------------------------------------------------

  boolean nobodyWaits() {
    return retries.isEmpty();
  }

  /** Nanoseconds until {@link #takeDue} returns something; {@link Long#MAX_VALUE} if never. */
  long nanosUntilDue() {
    return retries.isEmpty()
        ? Long.MAX_VALUE
        : retries.nanosUntilDue(lifecycle.timing().nanoTime());
  }

  /** The key whose turn it is, or null. Conclude or finish it. */
  @Nullable Parked<Placed> takeDue() {
    return retries.takeDue(lifecycle.timing().nanoTime());
  }

  /** Puts the message behind a failed one of its key, if there is one. */
  boolean waits(LaneTrack track, StoredMessage message) {
    if (retries.isEmpty()) {
      return false;
    }
    Placed placed = new Placed(track, message);
    Object key = placed.orderKey();
    if (!retries.holds(key)) {
      return false;
    }
    retries.append(key, placed);
    track.parked(placed.bytes());
    return true;
  }

  /** Whether nothing but its dead letter is missing. */
  boolean isExhausted(Parked<Placed> parked) {
    return parked.failedAttempts() >= settings.retry().maxAttempts();
  }

  // ---- what follows ---------------------------------------------------------------------------

  /** Does what follows from a first attempt, or one by hand. */
  void conclude(
      LaneTrack track, StoredMessage message, int attempt, Outcome outcome, Attempts<?> attempts) {
    conclude(new Placed(track, message), attempt, outcome, attempts, null);
  }

  /** Does what follows from an attempt at a message that was parked. */
  void conclude(Parked<Placed> parked, int attempt, Outcome outcome, Attempts<?> attempts) {
    conclude(parked.head(), attempt, outcome, attempts, parked);
  }

  private void conclude(
      Placed placed,
      int attempt,
      Outcome outcome,
      Attempts<?> attempts,
      @Nullable Parked<Placed> again) {
    switch (outcome) {
      case HANDLED, SKIPPED -> settled(placed, again);
      case OPEN -> finish(placed, again);
      case BUSY -> park(placed, attempt - 1, new Busy(), BUSY_DELAY, again);
      case FAILED -> {
        Throwable cause = attempts.error();
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

  /** A whole batch has failed. */
  void batchFailed(Throwable cause) {
    failures.failed(cause);
  }

  /** Tries again to store the dead letter. */
  void giveUp(Parked<Placed> parked) {
    Throwable cause = Objects.requireNonNull(parked.error(), "an exhausted message has failed");
    afterFailure(parked.head(), parked.failedAttempts(), cause, parked);
  }

  /** The partition is not ours any more: the message stays unsettled. */
  void abandon(Parked<Placed> parked) {
    finish(parked.head(), parked);
  }

  private void afterFailure(
      Placed placed, int attempt, Throwable cause, @Nullable Parked<Placed> again) {
    if (attempt < settings.retry().maxAttempts()) {
      Duration delay = settings.retry().delayAfter(attempt, ThreadLocalRandom.current());
      park(placed, attempt, cause, delay, again);
      return;
    }
    if (letters == null) {
      stop(
          WhyStopped.asDeclared(
              settings, placed.track().partition(), placed.message().offset(), attempt, cause),
          placed,
          again);
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
    } catch (WaybillException e) {
      // Waiting would not change it, and passing the message would lose it: a person must decide.
      stop(
          WhyStopped.letterRefused(
              settings, placed.track().partition(), placed.message().offset(), attempt, cause, e),
          placed,
          again);
    }
  }

  /** The message stays unsettled: the position does not pass it. */
  private void stop(WaybillException why, Placed placed, @Nullable Parked<Placed> again) {
    onStop.accept(why);
    finish(placed, again);
  }

  private void park(
      Placed placed,
      int failedAttempts,
      Throwable cause,
      Duration delay,
      @Nullable Parked<Placed> again) {
    long due = lifecycle.timing().nanoTime() + HandlerWatch.saturatedNanos(delay);
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
      retries.finish(again, lifecycle.timing().nanoTime());
    }
  }

  /** Why a message waits that another handler has claimed. */
  private static final class Busy extends Exception {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("claimed by another handler", null, false, false);
    }
  }
}
