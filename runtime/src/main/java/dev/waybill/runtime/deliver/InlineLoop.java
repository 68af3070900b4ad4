package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.Counts;
import dev.waybill.Subscription.State;
import dev.waybill.engine.Polled;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At-most-once on one thread: poll, commit the whole poll, then handle it here.
 *
 * <p>The invariant: a message reaches the handler only after a position past it is known to be
 * committed. So whatever happens afterwards, nobody delivers it again.
 *
 * <p>A broadcast has no position and leaves the commit out.
 */
final class InlineLoop<T> extends DeliveryLoop<Track> {

  private static final Logger LOG = LoggerFactory.getLogger(InlineLoop.class);

  private static final Duration KEEP_ALIVE = SubscriptionSettings.SESSION_TIMEOUT.dividedBy(4);
  private static final Duration PAUSED_WAIT = Duration.ofMillis(200);

  private final Invocation<T> invocation;
  private final HandlerThread thread;
  private final Tally tally = new Tally();
  private final FailureLog losses;
  private final List<ScheduledFuture<?>> timers = new ArrayList<>();
  private volatile boolean keepAliveDue;

  InlineLoop(
      SubscriptionSettings<T> settings,
      Services services,
      Lifecycle lifecycle,
      Invocation<T> invocation) {
    super(settings, services, lifecycle);
    this.invocation = invocation;
    this.thread = new HandlerThread(lifecycle, "waybill " + settings.name(), this);
    this.losses =
        new FailureLog(
            LOG,
            "The at-most-once handler of "
                + settings.name()
                + " failed on a message, which is lost as declared");
  }

  @Override
  void start() {
    HandlerWatch watch = services.watch();
    timers.add(
        watch.watch(
            thread, lifecycle, "subscription " + settings.name(), settings.handlerTimeout()));
    timers.add(watch.every(KEEP_ALIVE, () -> keepAliveDue = true));
    thread.start();
  }

  @Override
  void step() throws InterruptedException {
    Polled polled = poll(idleWait());
    if (polled.batches().isEmpty()) {
      return;
    }
    // Looked up before the commit: a partition taken after it is still ours to finish.
    Map<TopicPartition, Track> polledFrom = new HashMap<>(tracks);
    List<TopicPartition> passed = commitFirst(polled);
    for (Polled.Batch batch : polled.batches()) {
      Track track = polledFrom.get(batch.partition());
      if (track != null && passed.contains(batch.partition())) {
        handle(track, batch.messages());
      }
    }
  }

  private void handle(Track track, List<StoredMessage> messages) throws InterruptedException {
    if (invocation instanceof Invocation.Batches<T> batches) {
      if (mayGoOn() && !messages.isEmpty()) {
        handleAll(batches, track, messages);
      }
      return;
    }
    for (int i = 0; i < messages.size() && mayGoOn(); i++) {
      tally.delivered();
      Throwable failure;
      thread.enter();
      try {
        failure = invocation.invoke(track, messages.get(i), 1, null);
      } catch (Throwable e) { // whatever a handler throws costs this message only
        failure = e;
      }
      if (!thread.exit() && failure == null) {
        failure = Invocation.timedOut(settings.handlerTimeout());
      }
      if (failure == null) {
        tally.handled();
      } else {
        losses.failed(failure);
      }
    }
  }

  private void handleAll(Invocation.Batches<T> batches, Track track, List<StoredMessage> messages) {
    messages.forEach(message -> tally.delivered());
    Throwable failure = null;
    thread.enter();
    try {
      List<DeliveryOf<T>> deliveries = batches.decode(track, messages, 1, null);
      batches.invokeAll(deliveries, null);
      deliveries.stream().filter(d -> d.failure() == null).forEach(d -> tally.handled());
    } catch (Throwable e) { // whatever a handler throws costs this batch only
      failure = e;
    }
    if (!thread.exit() && failure == null) {
      failure = Invocation.timedOut(settings.handlerTimeout());
    }
    if (failure != null) {
      losses.failed(failure);
    }
  }

  /** Between two messages: rests while paused, keeps the membership alive, notices the end. */
  private boolean mayGoOn() throws InterruptedException {
    if (lifecycle.state() != State.RUNNING) {
      while (lifecycle.paused()) {
        pollNothing(PAUSED_WAIT);
      }
      // Messages in hand are past their position: a close gives them its time, a failure none.
      if (lifecycle.ending()
          && (lifecycle.state() == State.FAILED || lifecycle.overdue(System.nanoTime()))) {
        return false;
      }
    }
    if (keepAliveDue) {
      pollNothing(Duration.ZERO);
    }
    return true;
  }

  /** A poll for the membership's sake: what it brings all the same is put back. */
  private void pollNothing(Duration atMost) throws InterruptedException {
    keepAliveDue = false;
    for (Track track : tracks.values()) {
      track.pausedInEngine(true);
    }
    consumer.pause(List.copyOf(tracks.keySet()));
    for (Polled.Batch batch : poll(atMost).batches()) {
      if (!batch.messages().isEmpty()) {
        consumer.seek(batch.partition(), batch.messages().get(0).offset());
      }
    }
  }

  @Override
  Track track(TopicPartition partition, long committed) {
    return new Track(partition, committed);
  }

  @Override
  void letGo(Collection<Track> leaving) {
    // Nothing is in hand but what is past its position already.
    leaving.forEach(Track::retire);
  }

  @Override
  void windUp() {
    timers.forEach(timer -> timer.cancel(false));
  }

  @Override
  Counts counts() {
    return Tally.sum(List.of(tally));
  }
}
