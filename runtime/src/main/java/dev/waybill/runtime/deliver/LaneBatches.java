package dev.waybill.runtime.deliver;

import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.deliver.Attempts.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane's chunks for handlers that take several messages at once. The lane's thread alone.
 *
 * <pre>
 *   chunk ─ without what waits, is known or is claimed ─► handler ─┬─ ended well ──► settled
 *                                                                  └─ failed ──► one by one
 * </pre>
 */
final class LaneBatches<T> {

  /** Whether a lane may begin another call for that partition. */
  interface Permission {
    boolean mayGoOn(LaneTrack track) throws InterruptedException;
  }

  private final SubscriptionSettings<T> settings;
  private final Invocation.Batches<T> handler;
  private final Attempts<T> attempts;
  private final Aftermath aftermath;
  private final HandlerThread thread;
  private final Tally tally;
  private final DeliveryOf.@Nullable Settlement settlement;
  private final Permission permission;

  LaneBatches(
      SubscriptionSettings<T> settings,
      Invocation.Batches<T> handler,
      Attempts<T> attempts,
      Aftermath aftermath,
      HandlerThread thread,
      Tally tally,
      DeliveryOf.@Nullable Settlement settlement,
      Permission permission) {
    this.settings = settings;
    this.handler = handler;
    this.attempts = attempts;
    this.aftermath = aftermath;
    this.thread = thread;
    this.tally = tally;
    this.settlement = settlement;
    this.permission = permission;
  }

  void work(Chunk chunk) throws InterruptedException {
    LaneTrack track = chunk.track();
    if (!permission.mayGoOn(track)) {
      return;
    }
    List<StoredMessage> batch = new ArrayList<>(chunk.messages().size());
    for (StoredMessage message : chunk.messages()) {
      if (!aftermath.waits(track, message) && claimed(track, message)) {
        batch.add(message);
      }
    }
    if (!batch.isEmpty()) {
      handle(track, batch);
    }
  }

  private void handle(LaneTrack track, List<StoredMessage> batch) throws InterruptedException {
    tally.delivered(batch.size());
    List<DeliveryOf<T>> deliveries = List.of();
    Throwable failure = null;
    thread.enter();
    try {
      deliveries = handler.decode(track, batch, 1, settlement);
      handler.invokeAll(deliveries, settlement);
    } catch (Throwable e) { // whatever a handler throws costs this attempt only
      failure = e;
    }
    if (!thread.exit() && failure == null && settlement == null) {
      failure = Invocation.timedOut(settings.handlerTimeout());
    }
    if (failure == null) {
      conclude(track, deliveries);
      return;
    }
    aftermath.batchFailed(failure);
    if (settings.retries()) {
      oneByOne(track, batch, deliveries);
    } else {
      track.settleAll(batch);
    }
  }

  private void conclude(LaneTrack track, List<DeliveryOf<T>> deliveries) {
    List<StoredMessage> handled = new ArrayList<>(deliveries.size());
    for (DeliveryOf<T> delivery : deliveries) {
      StoredMessage message = delivery.stored();
      Throwable failure = delivery.failure();
      if (settlement != null) {
        tally.handled();
        continue;
      }
      if (failure == null) {
        failure = attempts.complete(message);
      }
      if (failure == null) {
        tally.handled();
        handled.add(message);
      } else {
        attempts.release(message);
        aftermath.conclude(track, message, 1, attempts.failed(failure), attempts);
      }
    }
    track.settleAll(handled);
  }

  private boolean claimed(LaneTrack track, StoredMessage message) {
    Outcome refused = attempts.claim(track, message);
    if (refused == null) {
      return true;
    }
    aftermath.conclude(track, message, 1, refused, attempts);
    return false;
  }

  /** After a failed batch: each message gets an attempt by itself, so that the good ones pass. */
  private void oneByOne(LaneTrack track, List<StoredMessage> batch, List<DeliveryOf<T>> deliveries)
      throws InterruptedException {
    batch.forEach(attempts::release);
    for (int i = 0; i < batch.size(); i++) {
      boolean settledByHand =
          settlement != null && i < deliveries.size() && deliveries.get(i).isAcknowledged();
      StoredMessage message = batch.get(i);
      if (settledByHand || !permission.mayGoOn(track) || aftermath.waits(track, message)) {
        continue;
      }
      Outcome outcome = attempts.attempt(track, message, 2);
      aftermath.conclude(track, message, 2, outcome, attempts);
    }
  }
}
