package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.Counts;
import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.deliver.Places.Place;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exactly-once into a store: effects and position in one transaction of it.
 *
 * <pre>
 *   poll ─► EffectTrack ─► EffectWorker: one transaction after the other
 *    ▲                        │ committed                  the loop tells the engine, by and by
 *    └── begins anew ◄────────┴ the position is elsewhere  another member, or a seek, moved it
 * </pre>
 *
 * <p>The store's positions count, the engine's follow: they are what tools show, and where a group
 * begins that the store does not know.
 */
final class EffectLoop<T, X> extends DeliveryLoop<EffectTrack> {

  private static final Logger LOG = LoggerFactory.getLogger(EffectLoop.class);

  private final EffectSession<X> session;
  private final EffectWorker<T, X> worker;
  private final Thread thread;

  /** What the engine was told last. */
  private final Map<TopicPartition, Long> told = new HashMap<>();

  private long tellAtNanos = timing.nanoTime();

  EffectLoop(
      SubscriptionSettings<T> settings,
      EffectSettings effects,
      Services services,
      Lifecycle lifecycle,
      EffectSession<X> session,
      EffectInvocation<T, X> invocation) {
    super(settings, services, lifecycle);
    this.session = session;
    this.worker =
        new EffectWorker<>(
            settings,
            effects,
            lifecycle,
            services,
            session,
            invocation,
            tracks,
            consumer::wakeup,
            this::fail);
    this.thread = new Thread(this, "waybill " + settings.name());
    thread.setDaemon(true);
  }

  @Override
  void start() {
    worker.start();
    timing.start(thread);
  }

  @Override
  EffectTrack track(TopicPartition partition, long committed) {
    return new EffectTrack(partition, committed, settings.maxBatch());
  }

  @Override
  void step() throws InterruptedException {
    for (EffectTrack track : List.copyOf(tracks.values())) {
      if (track.isStray()) {
        arriveAgain(track);
      } else {
        track.committed(track.settled());
      }
    }
    long now = timing.nanoTime();
    if (now - tellAtNanos >= 0) {
      tellEngine();
      tellAtNanos = now + HandlerWatch.saturatedNanos(settings.commitEvery());
    }
    Polled polled = poll(idleWait());
    for (Polled.Batch batch : polled.batches()) {
      EffectTrack track = tracks.get(batch.partition());
      if (track != null) {
        track.add(batch);
      }
    }
    if (!polled.batches().isEmpty()) {
      worker.look();
    }
  }

  // ---- positions ------------------------------------------------------------------------------

  @Override
  Map<TopicPartition, Place> placesOf(Set<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> known = session.positions(partitions);
    Map<TopicPartition, Place> found = new TreeMap<>(places.of(partitions, known));
    Map<TopicPartition, Long> first = new TreeMap<>();
    found.forEach(
        (partition, place) -> {
          Long kept = known.get(partition);
          if (kept == null) {
            first.put(partition, place.offset());
          } else if (kept < place.offset()) {
            leap(partition, kept, place.offset());
          }
        });
    if (!first.isEmpty()) {
      session
          .begin(first)
          .forEach((partition, offset) -> found.put(partition, new Place(offset, true)));
    }
    return found;
  }

  /** Retention has overtaken the group: what is gone is passed over. */
  private void leap(TopicPartition partition, long from, long to) {
    try (EffectTransaction<X> transaction = session.transaction()) {
      if (Long.valueOf(from).equals(transaction.lock(Set.of(partition)).get(partition))) {
        transaction.move(partition, from, to);
        transaction.commit();
      }
    } catch (FencedException | OutcomeUnknownException e) {
      LOG.debug("Where {} is now will be found out when its messages are handled", partition, e);
    }
  }

  @Override
  void seekElsewhere(Map<TopicPartition, Long> targets) {
    session.seek(targets);
  }

  /** It is a courtesy: whatever fails here is told again with the next positions, or never. */
  private void tellEngine() {
    Map<TopicPartition, Long> news = new HashMap<>();
    for (EffectTrack track : tracks.values()) {
      long settled = track.settled();
      if (!Long.valueOf(settled).equals(told.get(track.partition()))) {
        news.put(track.partition(), settled);
      }
    }
    if (news.isEmpty()) {
      return;
    }
    try {
      consumer.commit(news);
      told.putAll(news);
    } catch (WaybillException e) {
      LOG.debug(
          "Subscription {} could not tell the engine its positions {}, which are in its store",
          settings.name(),
          news,
          e);
    }
  }

  // ---- the end --------------------------------------------------------------------------------

  // Whoever owns the partition next may begin before our transaction has ended: one of the two
  // finds the position moved and does nothing. Waiting only spares the work.
  @Override
  void letGo(Collection<EffectTrack> leaving) {
    leaving.forEach(Track::retire);
    worker.awaitWithout(leaving, settings.handOverPatience());
  }

  @Override
  void windUp() throws InterruptedException {
    worker.stop();
    boolean ended = awaitHandlers(worker::ended);
    worker.stopWatching();
    tellEngine();
    if (ended) {
      session.close();
    }
  }

  @Override
  Counts counts() {
    return worker.counts();
  }
}
