package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.Counts;
import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.deliver.EffectTrack.Carried;
import dev.waybill.runtime.deliver.EffectTrack.Slice;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes slices of partitions and carries each lot of them out in one transaction of the store.
 *
 * <pre>
 *   take ─► lock positions ─► ids ─► handlers ─► move positions ─► commit ─► settled
 *    ▲         │ elsewhere            │ failed       │ refused       │ unknown
 *    │         └ begins anew          └──────────────┴ rolled back   └ the next lock waits for it,
 *    └──────────────────────────────────────────────────────────────────┘ and tells
 * </pre>
 *
 * <p>The invariant: a position passes a message only in the transaction that holds the message's
 * effects, and only from the position that we, who hold it, have seen there.
 */
final class EffectWorker<T, X> implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(EffectWorker.class);

  private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final SubscriptionSettings<T> settings;
  private final Lifecycle lifecycle;
  private final Timing timing;
  private final EffectSession<X> session;
  private final Map<TopicPartition, EffectTrack> tracks;
  private final Runnable onEnded;
  private final Consumer<Throwable> onDeath;
  private final EffectHandling<T, X> handling;
  private final EffectFailures failures;
  private final HandlerThread thread;
  private final Future<?> watching;
  private final Tally tally = new Tally();
  private final Pace pace;
  private final Rest rest;
  private final boolean messageIds;

  /** Partitions that may share a transaction: fewer after one that failed somewhere. */
  private int crowd = Integer.MAX_VALUE;

  private int turn;
  private long forgetAtNanos;

  /** What the transaction in hand is about; empty between transactions. Guarded by the monitor. */
  private List<Slice> inHand = List.of();

  /** There may be something to take. Guarded by the monitor. */
  private boolean news;

  EffectWorker(
      SubscriptionSettings<T> settings,
      EffectSettings effects,
      Lifecycle lifecycle,
      Services services,
      EffectSession<X> session,
      EffectInvocation<T, X> invocation,
      Map<TopicPartition, EffectTrack> tracks,
      Runnable onEnded,
      Consumer<Throwable> onDeath) {
    this.settings = settings;
    this.lifecycle = lifecycle;
    this.timing = lifecycle.timing();
    this.forgetAtNanos = timing.nanoTime() + FORGET_NANOS;
    this.session = session;
    this.tracks = tracks;
    this.onEnded = onEnded;
    this.onDeath = onDeath;
    this.messageIds = effects.messageIds();
    this.pace = new Pace(effects.transactionTime(), settings.maxBatch());
    this.rest = new Rest(settings.name(), "database", lifecycle);
    this.thread = new HandlerThread(lifecycle, "waybill " + settings.name() + " effects", this);
    this.handling = new EffectHandling<>(settings, invocation, thread, tally, pace);
    this.failures = new EffectFailures(settings, lifecycle, services, onDeath);
    this.watching =
        services.watch().watch(thread, lifecycle, settings.name(), settings.handlerTimeout());
  }

  void start() {
    timing.start(thread);
  }

  /** Something was polled, or the end has begun. */
  synchronized void look() {
    news = true;
    timing.signal(this);
  }

  /** Waits until no transaction is about these. */
  void awaitWithout(Collection<EffectTrack> leaving, Duration atMost) {
    try {
      timing.await(
          this,
          () -> inHand.stream().noneMatch(slice -> leaving.contains(slice.track())),
          atMost.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    look();
  }

  boolean ended(long atMostMillis) throws InterruptedException {
    return timing.join(thread, TimeUnit.MILLISECONDS.toNanos(atMostMillis));
  }

  void stopWatching() {
    watching.cancel(false);
  }

  Counts counts() {
    return Tally.sum(List.of(tally));
  }

  @Override
  public void run() {
    try {
      while (!lifecycle.ending()) {
        lifecycle.awaitResumed();
        List<Slice> slices = take();
        if (slices.isEmpty()) {
          forgetIds();
          awaitNews();
        } else {
          transact(slices);
          inHand(List.of());
          onEnded.run();
        }
      }
    } catch (Throwable e) { // a worker that died silently would look like a slow one
      onDeath.accept(e);
    } finally {
      inHand(List.of());
      failures.close();
    }
  }

  // ---- taking ---------------------------------------------------------------------------------

  // Whoever is taken from is in hand at once: no partition is let go between the two.
  private synchronized List<Slice> take() {
    news = false;
    List<EffectTrack> all = new ArrayList<>(new TreeMap<>(tracks).values());
    List<Slice> slices = new ArrayList<>();
    long now = timing.nanoTime();
    int left = pace.messages();
    turn++;
    for (int i = 0; i < all.size() && left > 0 && slices.size() < crowd; i++) {
      Slice slice = all.get(Math.floorMod(turn + i, all.size())).take(left, now);
      if (slice != null) {
        slices.add(slice);
        left -= slice.messages().size();
      }
    }
    inHand = slices;
    return slices;
  }

  private synchronized void inHand(List<Slice> slices) {
    inHand = slices;
    timing.signal(this);
  }

  private void awaitNews() throws InterruptedException {
    long now = timing.nanoTime();
    long wait = FORGET_NANOS;
    for (EffectTrack track : tracks.values()) {
      wait = Math.min(wait, track.nanosOfRest(now));
    }
    timing.await(this, () -> news || lifecycle.ending(), wait);
  }

  // ---- the transaction ------------------------------------------------------------------------

  private void transact(List<Slice> slices) throws InterruptedException {
    handling.begin();
    List<Carried> carried = new ArrayList<>();
    try (EffectTransaction<X> transaction = session.transaction()) {
      List<Slice> ours = whereExpected(slices, transaction.lock(partitions(slices)));
      if (!carryOut(transaction, ours, carried)) {
        return;
      }
      for (Slice slice : ours) {
        transaction.move(slice.track().partition(), slice.from(), slice.upTo());
      }
      commit(transaction);
      carried.forEach(this::settled);
      rest.over();
      crowd = (int) Math.min(Integer.MAX_VALUE, 2L * crowd);
      handling.end();
    } catch (EffectHandling.TooLong e) {
      handling.end();
    } catch (EffectHandling.HandlerFailed e) {
      failures.failed(e.slice(), e.index(), e.reason());
    } catch (RetriableException | FencedException e) {
      // Nothing is left of it. Fenced: what was seen and held was changed by hand; a lock will
      // tell. Where somebody holds one of the partitions, the others go on without it.
      crowd = Math.max(1, slices.size() / 2);
      rest.after(e);
    } catch (OutcomeUnknownException e) {
      carried.forEach(one -> one.slice().track().doubt(one));
      rest.after(e);
    } catch (Refused e) {
      refused(slices, e.reason);
    } catch (RejectedException e) {
      // A table is gone, a right was taken away, a handler has ended the transaction: no message's
      // fault, and no cure for any of them.
      onDeath.accept(e);
    }
  }

  /** The store will not have what handlers wrote, and the transaction was rolled back for it. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectedException reason;

    Refused(RejectedException reason) {
      super(null, reason, false, false);
      this.reason = reason;
    }
  }

  private void commit(EffectTransaction<X> transaction) throws Refused {
    try {
      transaction.commit();
    } catch (RejectedException e) {
      if (transaction.wasEndedByHandler()) {
        throw e;
      }
      throw new Refused(e);
    }
  }

  /** False if nothing is to be committed. */
  private boolean carryOut(
      EffectTransaction<X> transaction, List<Slice> slices, List<Carried> carried)
      throws EffectHandling.HandlerFailed, EffectHandling.TooLong {
    List<Slice> toHandle = slices.stream().filter(slice -> !failures.isGivenUp(slice)).toList();
    if (messageIds) {
      handling.learnIds(transaction, toHandle);
    }
    for (Slice slice : slices) {
      if (!failures.isGivenUp(slice)) {
        carried.add(handling.handle(transaction, slice));
      } else if (failures.letter(slice)) {
        carried.add(new Carried(slice, 0, 0, 1));
      } else {
        return false;
      }
    }
    return !slices.isEmpty();
  }

  private static List<TopicPartition> partitions(List<Slice> slices) {
    return slices.stream().map(slice -> slice.track().partition()).toList();
  }

  private List<Slice> whereExpected(List<Slice> slices, Map<TopicPartition, Long> positions) {
    List<Slice> expected = new ArrayList<>();
    for (Slice slice : slices) {
      EffectTrack track = slice.track();
      Long position = positions.get(track.partition());
      if (position == null) {
        onDeath.accept(
            new RejectedException(
                "expected a position of "
                    + settings.name()
                    + " in "
                    + track.partition()
                    + ", found none: its row was deleted while the subscription ran. Nothing of it"
                    + " was handled since; subscribe again to begin at the engine's position, or"
                    + " put the row back"));
        return List.of();
      }
      Carried committed = track.cleared(position);
      if (committed != null) {
        settled(committed);
      } else if (position == slice.from()) {
        expected.add(slice);
      } else {
        LOG.info(
            "The position of subscription {} in {} is {}, not {}: another member or a seek has"
                + " moved it; it goes on from there, and nothing was done twice",
            settings.name(),
            track.partition(),
            position,
            slice.from());
        track.goAstray();
      }
    }
    return expected;
  }

  private void settled(Carried carried) {
    carried.slice().track().settled(carried.slice());
    tally.handled(carried.handled());
    for (int i = 0; i < carried.repeats(); i++) {
      tally.skipped();
    }
    for (int i = 0; i < carried.lettered(); i++) {
      tally.deadLettered();
    }
  }

  /** The store will not have what the handlers wrote, all in all: which of them, is not said. */
  private void refused(List<Slice> slices, RejectedException cause) {
    if (slices.size() > 1) {
      crowd = slices.size() / 2;
    } else {
      failures.failed(slices.get(0), EffectHandling.UNKNOWN, cause);
    }
  }

  private void forgetIds() throws InterruptedException {
    if (!messageIds || timing.nanoTime() - forgetAtNanos < 0) {
      return;
    }
    try {
      boolean more = session.forgetIds() > 0;
      forgetAtNanos = timing.nanoTime() + (more ? 0 : FORGET_NANOS);
    } catch (RetriableException e) {
      rest.after(e);
    }
  }
}
