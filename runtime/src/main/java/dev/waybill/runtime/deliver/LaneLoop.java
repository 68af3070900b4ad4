package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.Counts;
import dev.waybill.engine.Polled;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.deliver.LaneWork.LookUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deliveries on one or more lanes: this thread polls, shares the messages out by key, and commits;
 * the lanes handle and settle.
 *
 * <pre>
 *   at-least-once   poll ─► lanes ─► settled prefix ─► commit
 *   at-most-once    poll ─► commit ─► lanes            one poll commits while the last is handled
 *   broadcast       poll ─► lanes
 * </pre>
 *
 * <p>The invariant of at-most-once: a message reaches a lane only after a position past it is known
 * to be committed. So whatever happens afterwards, nobody delivers it again. There, and in a
 * broadcast, the prefix only tells how much is still on the lanes.
 *
 * <p>The loop goes on polling however slow the handlers are, with full partitions paused: that is
 * what keeps the membership alive.
 */
final class LaneLoop<T> extends DeliveryLoop<LaneTrack> {

  private static final Logger LOG = LoggerFactory.getLogger(LaneLoop.class);

  private final @Nullable Deduplication deduplication;
  private final @Nullable DeadLetters deadLetters;
  private final List<Lane<T>> lanes = new ArrayList<>();
  private final Thread thread;
  private final boolean commitsAfter;
  private long nextCommitNanos = timing.nanoTime();

  private final Object progress = new Object();
  private volatile boolean progressAwaited;
  private volatile boolean sharedOutAll;

  LaneLoop(
      SubscriptionSettings<T> settings,
      Services services,
      Lifecycle lifecycle,
      Invocation<T> invocation) {
    super(settings, services, lifecycle);
    this.commitsAfter = settings.group().isPresent() && !settings.commitsFirst();
    this.deduplication =
        settings
            .deduplication()
            .map(store -> new Deduplication(store, settings.group().orElse("")))
            .orElse(null);
    this.deadLetters =
        settings
            .deadLetterTopic()
            .map(topic -> new DeadLetters(services, settings, topic))
            .orElse(null);
    for (int i = 0; i < settings.lanes(); i++) {
      lanes.add(new Lane<>(this, settings, invocation, i));
    }
    this.thread = new Thread(this, "waybill " + settings.name());
    thread.setDaemon(true);
  }

  @Override
  void start() {
    lanes.forEach(Lane::start);
    timing.start(thread);
  }

  @Nullable Deduplication deduplication() {
    return deduplication;
  }

  @Nullable DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  LaneTrack track(TopicPartition partition, long committed) {
    return new LaneTrack(
        partition, committed, settings.lanes(), settings.maxBatch(), consumer::wakeup);
  }

  @Override
  void step() throws InterruptedException {
    Polled polled = poll(untilNextCommit());
    if (!polled.batches().isEmpty()) {
      for (Polled.Batch batch : settings.commitsFirst() ? passed(polled) : polled.batches()) {
        LaneTrack track = tracks.get(batch.partition());
        if (track != null) {
          track.deliver(batch.messages(), batch.nextOffset());
          shareOut(track, batch.messages());
        }
      }
    }
    if (commitsAfter && (requests.anyWaiting() || nanosUntil(nextCommitNanos) == 0)) {
      committer.commit(uncommitted(tracks.values()));
      nextCommitNanos = timing.nanoTime() + HandlerWatch.saturatedNanos(settings.commitEvery());
    }
  }

  private List<Polled.Batch> passed(Polled polled) throws InterruptedException {
    Committer.First first = committer.commitFirst(polled);
    putBack(first.again());
    return first.passed();
  }

  private Duration untilNextCommit() {
    long idle = idleWait().toNanos();
    boolean nothingOpen = true;
    for (LaneTrack track : tracks.values()) {
      nothingOpen &= track.allSettled() && track.position() <= track.committed();
    }
    return Duration.ofNanos(
        commitsAfter && !nothingOpen ? Math.min(idle, nanosUntil(nextCommitNanos)) : idle);
  }

  private void shareOut(LaneTrack track, List<StoredMessage> messages) {
    if (messages.isEmpty()) {
      return;
    }
    if (lanes.size() == 1) {
      handOver(lanes.get(0), track, messages);
      return;
    }
    List<List<StoredMessage>> shares = new ArrayList<>(lanes.size());
    for (int i = 0; i < lanes.size(); i++) {
      shares.add(new ArrayList<>(messages.size() / lanes.size() + 1));
    }
    for (StoredMessage message : messages) {
      shares.get(laneOf(message)).add(message);
    }
    for (int i = 0; i < lanes.size(); i++) {
      if (!shares.get(i).isEmpty()) {
        handOver(lanes.get(i), track, shares.get(i));
      }
    }
  }

  private static void handOver(Lane<?> lane, LaneTrack track, List<StoredMessage> messages) {
    Chunk chunk = new Chunk(track, messages);
    track.handOver(chunk);
    lane.add(chunk);
  }

  // Not the hash that picked the partition: all keys of a partition would share a lane.
  private int laneOf(StoredMessage message) {
    byte[] key = message.key();
    if (key == null) {
      return (int) (message.offset() % lanes.size());
    }
    int mixed = Arrays.hashCode(key) * 0x9E3779B9;
    return (mixed >>> 8) % lanes.size();
  }

  private static Map<TopicPartition, Long> uncommitted(Collection<LaneTrack> tracks) {
    Map<TopicPartition, Long> next = new HashMap<>();
    for (LaneTrack track : tracks) {
      long position = track.position();
      if (position > track.committed()) {
        next.put(track.partition(), position);
      }
    }
    return next;
  }

  @Override
  void letGo(Collection<LaneTrack> leaving) {
    if (leaving.isEmpty()) {
      return;
    }
    try {
      if (commitsAfter) {
        leaving.forEach(LaneTrack::leave);
        awaitProgress(
            () -> leaving.stream().noneMatch(t -> lanes.stream().anyMatch(l -> l.isWorkingOn(t))));
        committer.commit(uncommitted(leaving));
      } else if (!lifecycle.paused()) {
        // Past their position already: nobody else will deliver them, so they are finished here.
        awaitProgress(() -> leaving.stream().allMatch(LaneTrack::allSettled));
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (commitsAfter) {
      leaving.forEach(this::retire);
    }
  }

  /** What is past its position is nobody else's: it is finished here, lost or not. */
  @Override
  void lost(LaneTrack track) {
    if (commitsAfter) {
      retire(track);
    }
  }

  private void retire(LaneTrack track) {
    track.retire();
    if (deduplication != null) {
      deduplication.releaseAll(track);
    }
  }

  /**
   * Whether a lane that has nothing to do may end: the end of a subscription may begin while the
   * loop moves positions past messages that it shares out right after.
   */
  boolean hasSharedOutAll() {
    return sharedOutAll;
  }

  /** Lanes call this when they have ended something that somebody may wait for. */
  void progressed() {
    if (progressAwaited) {
      timing.signal(progress);
    }
  }

  private void awaitProgress(BooleanSupplier done) throws InterruptedException {
    long until = timing.nanoTime() + settings.handOverPatience().toNanos();
    progressAwaited = true;
    try {
      long left = until - timing.nanoTime();
      while (!timing.await(progress, done, Math.min(left, LOOK_AGAIN_NANOS))) {
        left = until - timing.nanoTime();
        if (left <= 0 || lifecycle.isAbandoned()) {
          LOG.info(
              "Subscription {} gives partitions up while handlers still run; their messages may"
                  + " be delivered again elsewhere",
              settings.name());
          return;
        }
      }
    } finally {
      progressAwaited = false;
    }
  }

  @Override
  void windUp() throws InterruptedException {
    sharedOutAll = true;
    lanes.forEach(lane -> lane.add(new LookUp()));
    long grace = HandlerWatch.LONGEST_GRACE.toNanos();
    for (Lane<T> lane : lanes) {
      while (!lane.ended(LOOK_AGAIN_NANOS)
          && !lifecycle.isAbandoned()
          && lifecycle.nanosLeft(timing.nanoTime()) + grace > 0) {
        // Handlers have until the deadline, then the watch interrupts them.
      }
      lane.stopWatching();
    }
    try {
      if (commitsAfter) {
        committer.commit(uncommitted(tracks.values()));
      }
    } finally {
      tracks.values().forEach(this::retire);
      if (deadLetters != null) {
        deadLetters.close();
      }
    }
  }

  @Override
  Counts counts() {
    return Tally.sum(lanes.stream().map(Lane::tally).toList());
  }

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
}
