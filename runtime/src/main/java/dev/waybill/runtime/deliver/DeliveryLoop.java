package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.Counts;
import dev.waybill.WhenOvertaken;
import dev.waybill.admin.GroupDescription;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all delivery loops share: one thread that polls, answers requests and winds up.
 *
 * <pre>
 *   run: ┌─► requests ─► pause / resume ─► step: poll, deliver, commit ─┐
 *        └──────────────────── until closing or failed ◄────────────────┘ ─► wind up, leave group
 * </pre>
 *
 * Everything here runs on the loop's thread, except what is said to be for any thread.
 *
 * @param <K> what the loop knows of a partition
 */
abstract class DeliveryLoop<K extends Track> implements Runnable, AssignmentListener {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

  /** How long a loop that nobody asks anything may sleep in a poll. */
  private static final Duration IDLE_WAIT = Duration.ofMillis(500);

  private static final Duration CAUGHT_UP_WAIT = Duration.ofMillis(2);

  /** How long handlers may still run when a subscription fails. */
  private static final Duration FAILING_PATIENCE = Duration.ofSeconds(5);

  final SubscriptionSettings<?> settings;
  final Services services;
  final Lifecycle lifecycle;
  final Timing timing;
  final Requests requests = new Requests();

  /** Assigned partitions. Written by the loop alone; any thread may look at the keys. */
  final Map<TopicPartition, K> tracks = new ConcurrentHashMap<>();

  final EngineConsumer consumer;
  final Rest rest;
  final Places places;
  final Committer committer;

  /** Assigned, but not yet looked at: that takes the engine, which may fail. */
  private final Set<TopicPartition> arriving = new HashSet<>();

  private @Nullable RejectedException overtaken;

  DeliveryLoop(SubscriptionSettings<?> settings, Services services, Lifecycle lifecycle) {
    this.settings = settings;
    this.services = services;
    this.lifecycle = lifecycle;
    this.timing = lifecycle.timing();
    this.consumer = services.engine().consumer(settings.consumer(this));
    this.rest = new Rest(settings.name(), "engine", lifecycle);
    this.places = new Places(settings, services.engine(), consumer);
    this.committer = new Committer(settings, consumer, tracks, rest);
  }

  /** Polls, delivers, settles, commits: once round. */
  abstract void step() throws InterruptedException;

  /** A track for a partition that begins at that offset. */
  abstract K track(TopicPartition partition, long committed);

  /** These are to be delivered no more: lets running handlers end, and commits what ended well. */
  abstract void letGo(Collection<K> leaving);

  /** This one is another member's already. */
  void lost(K track) {
    track.retire();
  }

  /** Ends handlers and commits what ended well; the consumer is still a member. */
  abstract void windUp() throws InterruptedException;

  /** A thread that runs handlers: whether it has ended, or ends within so long. */
  interface Ending {
    boolean ended(long atMostMillis) throws InterruptedException;
  }

  /** Gives handlers the time they have; false if they run on. */
  final boolean awaitHandlers(Ending handlers) throws InterruptedException {
    long grace = HandlerWatch.LONGEST_GRACE.toNanos();
    boolean ended = handlers.ended(1);
    while (!ended
        && !lifecycle.isAbandoned()
        && lifecycle.nanosLeft(timing.nanoTime()) + grace > 0) {
      ended = handlers.ended(50);
    }
    return ended;
  }

  /** What was counted; any thread. */
  abstract Counts counts();

  /** Starts the loop's threads. */
  abstract void start();

  /**
   * A broadcast begins here, on the caller's thread: what is published after the subscription was
   * made is delivered. A group's member begins when the group gives it partitions.
   */
  final void begin() {
    if (settings.group().isEmpty()) {
      for (int i = 0; i < settings.route().partitionCount(); i++) {
        arriving.add(settings.route().partition(i));
      }
      settledIn(Polled.nothing());
    }
    start();
  }

  @Override
  public final void run() {
    try {
      while (!lifecycle.ending()) {
        try {
          requests.serve(this::seek);
          followPauses();
          step();
          requests.answerCaughtUp(this::knowsItsPartitions, this::ends, this::reached);
        } catch (RetriableException e) {
          rest.after(e);
        }
      }
    } catch (Throwable e) { // a loop that died silently would look like a slow one
      fail(e);
    } finally {
      end();
    }
  }

  private void end() {
    try {
      windUp();
    } catch (Throwable e) { // must not keep the consumer from leaving its group
      LOG.warn(
          "Subscription {} could not commit all of its progress while ending; the messages after"
              + " its position will be delivered again",
          settings.name(),
          e);
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      consumer.close();
    } catch (WaybillException e) {
      LOG.warn(
          "Subscription {} could not leave its group; the group goes on when its session has"
              + " timed out",
          settings.name(),
          e);
    } finally {
      requests.end(settings.name());
      lifecycle.ended();
    }
  }

  /** Ends the subscription as FAILED; any thread. */
  final void fail(Throwable cause) {
    WaybillException failure = WhyStopped.of(settings, cause);
    if (lifecycle.fail(failure, timing.nanoTime() + FAILING_PATIENCE.toNanos())) {
      LOG.error("Subscription {} failed", settings.name(), failure);
    }
    consumer.wakeup();
  }

  // ---- assignment -----------------------------------------------------------------------------

  @Override
  public final void onAssigned(Set<TopicPartition> partitions) {
    partitions.stream().filter(p -> !tracks.containsKey(p)).forEach(arriving::add);
  }

  @Override
  public final void onRevoked(Set<TopicPartition> partitions) {
    arriving.removeAll(partitions);
    List<K> leaving = known(partitions);
    try {
      letGo(leaving);
    } finally {
      leaving.forEach(track -> tracks.remove(track.partition()));
    }
  }

  @Override
  public final void onLost(Set<TopicPartition> partitions) {
    arriving.removeAll(partitions);
    for (K track : known(partitions)) {
      lost(track);
      tracks.remove(track.partition());
    }
  }

  @Override
  public final void onOvertaken(TopicPartition partition, long from, long to) {
    if (settings.whenOvertaken() == WhenOvertaken.STOP && overtaken == null) {
      overtaken = WhyStopped.overtaken(settings, partition, from, to);
    }
  }

  private List<K> known(Set<TopicPartition> partitions) {
    return tracks.values().stream().filter(t -> partitions.contains(t.partition())).toList();
  }

  // ---- polling --------------------------------------------------------------------------------

  /** Polls; a retriable failure rests a little and brings nothing. */
  final Polled poll(Duration atMost) throws InterruptedException {
    try {
      Polled polled = consumer.poll(requests.anyWaiting() ? shorter(atMost) : atMost);
      RejectedException gap = overtaken;
      if (gap != null) {
        throw gap; // before anything behind the gap is handled, and its position moved
      }
      rest.over();
      return arriving.isEmpty() ? polled : settledIn(polled);
    } catch (RetriableException e) {
      rest.after(e);
      return Polled.nothing();
    }
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(CAUGHT_UP_WAIT) < 0 ? wait : CAUGHT_UP_WAIT;
  }

  /**
   * Makes the tracks of what was assigned since the last poll, and says where each begins, so that
   * nothing published after the assignment is passed over unnoticed: two look-ups of "latest" may
   * differ.
   */
  private Polled settledIn(Polled polled) {
    Set<TopicPartition> begun = new HashSet<>();
    try {
      for (Map.Entry<TopicPartition, Places.Place> one : placesOf(arriving).entrySet()) {
        TopicPartition partition = one.getKey();
        long offset = one.getValue().offset();
        consumer.seek(partition, offset);
        tracks.put(partition, track(partition, offset));
        begun.add(partition);
      }
    } catch (RetriableException e) {
      putBack(without(begun, polled));
      arriving.removeAll(begun);
      throw e;
    }
    arriving.clear();
    return new Polled(without(begun, polled));
  }

  /** Where partitions begin, by who keeps the positions. */
  Map<TopicPartition, Places.Place> placesOf(Set<TopicPartition> partitions) {
    return places.of(partitions);
  }

  /** Its position is elsewhere: it begins anew, from where it is then. */
  final void arriveAgain(K track) {
    track.retire();
    tracks.remove(track.partition());
    if (track.pausedInEngine()) {
      consumer.resume(Set.of(track.partition()));
    }
    arriving.add(track.partition());
  }

  /**
   * What came with the assignment comes again from where its track begins. It was read from the
   * engine's position, which may lie behind the track's: to go back there would leave a gap.
   */
  private static List<Polled.Batch> without(Set<TopicPartition> begun, Polled polled) {
    return polled.batches().stream().filter(batch -> !begun.contains(batch.partition())).toList();
  }

  /** The next poll brings them again. */
  final void putBack(List<Polled.Batch> batches) {
    for (Polled.Batch batch : batches) {
      if (!batch.messages().isEmpty() && consumer.assignment().contains(batch.partition())) {
        consumer.seek(batch.partition(), batch.messages().get(0).offset());
      }
    }
  }

  static Duration idleWait() {
    return IDLE_WAIT;
  }

  private void followPauses() {
    boolean all = lifecycle.paused();
    long now = timing.nanoTime();
    for (K track : tracks.values()) {
      boolean pause = all || !track.hasRoom(now);
      if (pause != track.pausedInEngine()) {
        track.pausedInEngine(pause);
        if (pause) {
          consumer.pause(Set.of(track.partition()));
        } else {
          consumer.resume(Set.of(track.partition()));
        }
      }
    }
  }

  // ---- positions ------------------------------------------------------------------------------

  private void seek(StartPosition position) {
    List<K> leaving = List.copyOf(tracks.values());
    Map<TopicPartition, Long> targets = new TreeMap<>();
    for (K track : leaving) {
      targets.put(track.partition(), consumer.offsetOf(track.partition(), position));
    }
    letGo(leaving);
    try {
      targets.forEach(consumer::seek);
      seekElsewhere(targets);
    } catch (WaybillException e) {
      // Nowhere else to go: everything goes on where it had got to.
      for (K track : leaving) {
        consumer.seek(track.partition(), track.position());
        goOn(track.partition(), track.position());
      }
      throw e;
    }
    targets.forEach(this::goOn);
    if (settings.group().isPresent()) {
      consumer.commit(targets);
    }
  }

  /** Moves the positions that are not kept by the engine; throws if they stay where they are. */
  void seekElsewhere(Map<TopicPartition, Long> targets) {}

  private void goOn(TopicPartition partition, long offset) {
    K track = track(partition, offset);
    K old = tracks.put(partition, track);
    track.pausedInEngine(old != null && old.pausedInEngine());
  }

  private Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    tracks
        .keySet()
        .forEach(
            partition -> ends.put(partition, consumer.offsetOf(partition, StartPosition.latest())));
    return ends;
  }

  // Between a loss and the next assignment nothing can be said of any partition.
  private boolean knowsItsPartitions() {
    return arriving.isEmpty() && (!tracks.isEmpty() || othersOwnAll());
  }

  private boolean othersOwnAll() {
    Optional<String> self = consumer.memberId();
    return settings.group().isPresent()
        && self.isPresent()
        && services
            .engine()
            .groups()
            .describe(settings.group().get())
            .filter(group -> group.isStable())
            .filter(group -> owners(group).size() == settings.route().partitionCount())
            .filter(group -> !owners(group).containsValue(self.get()))
            .isPresent();
  }

  private Map<TopicPartition, String> owners(GroupDescription group) {
    Map<TopicPartition, String> owners = new HashMap<>();
    for (GroupDescription.Position position : group.positions()) {
      String owner = position.owner();
      if (owner != null && position.partition().topic().equals(settings.topic().name())) {
        owners.put(position.partition(), owner);
      }
    }
    return owners;
  }

  private boolean reached(TopicPartition partition, long offset) {
    K track = tracks.get(partition);
    return track == null || track.reached(offset, settings.group().isPresent());
  }

  final long nanosUntil(long dueNanos) {
    return Math.max(0, Math.min(dueNanos - timing.nanoTime(), TimeUnit.HOURS.toNanos(1)));
  }
}
