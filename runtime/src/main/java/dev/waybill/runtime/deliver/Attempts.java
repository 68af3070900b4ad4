package dev.waybill.runtime.deliver;

import dev.waybill.DeduplicationStore.Claim;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.deliver.DeliveryOf.Settlement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's attempts at messages.
 *
 * <pre>
 *   claim ─┬─ GRANTED ──► handler ─┬─ ended well ──► complete ──► HANDLED
 *          │                       ├─ by hand ──────────────────► OPEN
 *          ├─ DONE ──► SKIPPED     └─ failed, or cut short ──► release ──► FAILED
 *          └─ BUSY
 * </pre>
 *
 * Without a de-duplication store every claim is granted. The lane's thread alone, except where it
 * is said.
 */
final class Attempts<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** How an attempt ended. */
  enum Outcome {
    HANDLED,
    SKIPPED,
    /** In the application's hands: it settles the delivery later. */
    OPEN,
    BUSY,
    FAILED
  }

  private final SubscriptionSettings<T> settings;
  private final Invocation<T> invocation;
  private final @Nullable Deduplication deduplication;
  private final HandlerThread thread;
  private final Tally tally;
  private final @Nullable Settlement settlement;
  private final FailureLog storeTroubles;
  private @Nullable Throwable error;

  /**
   * @param settlement told of deliveries that are settled by hand; null: the return settles them
   */
  Attempts(
      SubscriptionSettings<T> settings,
      Invocation<T> invocation,
      @Nullable Deduplication deduplication,
      HandlerThread thread,
      Tally tally,
      @Nullable Settlement settlement) {
    this.settings = settings;
    this.invocation = invocation;
    this.deduplication = deduplication;
    this.thread = thread;
    this.tally = tally;
    this.settlement = settlement;
    this.storeTroubles =
        new FailureLog(
            LOG,
            "The de-duplication store of "
                + settings.name()
                + " cannot be reached; messages wait, and no attempt is counted");
  }

  /** One attempt at one message. */
  Outcome attempt(LaneTrack track, StoredMessage message, int attempt) {
    if (deduplication != null) {
      Outcome refused = claim(deduplication, track, message);
      if (refused != null) {
        return refused;
      }
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
    boolean inTime = thread.exit();
    if (failure == null && settlement == null) {
      failure = inTime ? complete(message) : Invocation.timedOut(settings.handlerTimeout());
    }
    if (failure != null) {
      release(message);
      return failed(failure);
    }
    tally.handled();
    return settlement == null ? Outcome.HANDLED : Outcome.OPEN;
  }

  /** Null if the message may be handled; it must then be completed or released. */
  @Nullable Outcome claim(LaneTrack track, StoredMessage message) {
    return deduplication == null ? null : claim(deduplication, track, message);
  }

  private @Nullable Outcome claim(Deduplication known, LaneTrack track, StoredMessage message) {
    try {
      Claim claim = known.claim(track, message);
      if (claim == Claim.DONE) {
        tally.skipped();
        return Outcome.SKIPPED;
      }
      return claim == Claim.BUSY ? Outcome.BUSY : null;
    } catch (RetriableException e) {
      // A database that is away for a minute must not make dead letters of what came meanwhile.
      storeTroubles.failed(e);
      return Outcome.BUSY;
    } catch (RuntimeException e) { // the store's failure is a failed attempt like the handler's
      return failed(e);
    }
  }

  /** An attempt has failed for that reason. */
  Outcome failed(Throwable failure) {
    error = failure;
    return Outcome.FAILED;
  }

  /** Why the last failed attempt has failed. */
  Throwable error() {
    Throwable known = error;
    if (known == null) {
      throw new IllegalStateException("expected a failed attempt, found none");
    }
    return known;
  }

  /** Remembers the message as handled; any thread. Returns why that failed, null if it worked. */
  @Nullable Throwable complete(StoredMessage message) {
    if (deduplication != null) {
      try {
        deduplication.complete(message);
      } catch (RuntimeException e) { // not remembered as handled: it will be handled again
        return e;
      }
    }
    return null;
  }

  /** Lets others handle the message. */
  void release(StoredMessage message) {
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
}
