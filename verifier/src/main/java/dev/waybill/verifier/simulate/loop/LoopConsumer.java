package dev.waybill.verifier.simulate.loop;

import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.simulate.actor.Membership;
import dev.waybill.verifier.simulate.actor.Patience;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Messages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An engine's consumer in the simulated world: a member of a group that fetches ahead, one batch a
 * partition. It writes down what the engine is asked and answers; what handlers do is theirs.
 */
final class LoopConsumer implements EngineConsumer, Membership.Listener {

  /** An assigned partition. Its place is known once the loop has said where it begins. */
  private static final class Place {
    long next = -1;
    long fetches;
    boolean fetching;
    boolean paused;
    Polled.@Nullable Batch fetched;
  }

  private final LoopEngine engine;
  private final ConsumerSettings settings;
  private final String group;
  private final Membership membership;
  private final Object news = new Object();
  private final Map<TopicPartition, Place> places = new TreeMap<>();
  private @Nullable Set<TopicPartition> target;
  private boolean lost;
  private boolean woken;

  LoopConsumer(LoopEngine engine, ConsumerSettings settings) {
    this.engine = engine;
    this.settings = settings;
    this.group = settings.group().orElseThrow();
    this.membership = engine.membership(group, settings.topics(), this);
    membership.join();
  }

  // ---- what the group says, as an event of the world

  @Override
  public void assigned(Set<dev.waybill.broker.topic.TopicPartition> all) {
    Set<TopicPartition> wanted = new TreeSet<>();
    all.forEach(each -> wanted.add(Words.toApi(each)));
    target = wanted;
    engine.strands().signal(news);
  }

  @Override
  public void lost() {
    lost = true;
    target = null;
    engine.strands().signal(news);
  }

  // ---- polling

  @Override
  public Polled poll(Duration maxWait) {
    follow();
    Polled ready = take();
    if (!ready.batches().isEmpty()) {
      return ready;
    }
    try {
      boolean unused =
          engine
              .strands()
              .await(
                  news, () -> woken || lost || target != null || anyFetched(), maxWait.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException("poll: interrupted", e);
    }
    woken = false;
    follow();
    return take();
  }

  private boolean anyFetched() {
    return places.values().stream().anyMatch(place -> place.fetched != null && !place.paused);
  }

  private Polled take() {
    List<Polled.Batch> batches = new ArrayList<>();
    places.forEach(
        (partition, place) -> {
          Polled.Batch batch = place.fetched;
          if (batch != null && !place.paused) {
            place.fetched = null;
            place.next = batch.nextOffset();
            batches.add(batch);
            fetch(partition, place);
          }
        });
    return new Polled(batches);
  }

  /** Takes over what the group has said since the last poll. */
  private void follow() {
    if (lost) {
      lost = false;
      Set<TopicPartition> gone = new HashSet<>(places.keySet());
      gone.forEach(this::forget);
      settings.listener().onLost(gone);
      // Not before: a commit of what was read as the old member must not go through as the new.
      engine.program().later(engine.rng().between(1_000, 10_000), membership::join);
    }
    Set<TopicPartition> wanted = target;
    target = null;
    if (wanted == null) {
      return;
    }
    Set<TopicPartition> leaving = new TreeSet<>();
    leaving.addAll(places.keySet());
    leaving.removeAll(wanted);
    if (!leaving.isEmpty()) {
      settings.listener().onRevoked(leaving);
      if (lost) {
        target = null;
        return; // expelled while it let go: all of it is told as lost
      }
      leaving.forEach(this::forget);
    }
    Set<TopicPartition> fresh = new TreeSet<>();
    fresh.addAll(wanted);
    fresh.removeAll(places.keySet());
    if (!fresh.isEmpty()) {
      fresh.forEach(each -> places.put(each, new Place()));
      settings.listener().onAssigned(fresh);
    }
    if (!leaving.isEmpty() || !fresh.isEmpty()) {
      membership.own(places.keySet().stream().map(Words::toBroker).toList());
    }
  }

  private void forget(TopicPartition partition) {
    Place place = places.remove(partition);
    if (place != null && place.next >= 0) {
      engine.record(
          new Event.Revoked(engine.process(), group, partition.topic(), partition.partition()));
    }
  }

  private void fetch(TopicPartition partition, Place place) {
    if (place.fetching || place.fetched != null || place.next < 0 || place.paused) {
      return;
    }
    place.fetching = true;
    long fetches = place.fetches;
    long from = place.next;
    engine
        .remote()
        .fetch(
            Words.toBroker(partition),
            from,
            Isolation.READ_COMMITTED,
            answer -> {
              place.fetching = false;
              if (places.get(partition) == place) {
                fetched(partition, place, fetches == place.fetches, from, answer);
              }
            });
  }

  private void fetched(
      TopicPartition partition, Place place, boolean asked, long from, Answer<ReadResult> answer) {
    if (asked && answer instanceof Answer.Done<ReadResult> done) {
      long next = done.value().nextOffset();
      List<StoredMessage> messages = Messages.stored(done.value(), from);
      if (!messages.isEmpty() || next > from) {
        place.fetched =
            new Polled.Batch(
                partition,
                messages.subList(0, Math.min(messages.size(), settings.maxBatchMessages())),
                messages.size() > settings.maxBatchMessages()
                    ? messages.get(settings.maxBatchMessages()).offset()
                    : next);
        engine.strands().signal(news);
        return;
      }
    }
    engine
        .program()
        .later(
            engine.rng().between(200, Patience.MOST_PAUSE / 4),
            () -> {
              if (places.get(partition) == place) {
                fetch(partition, place);
              }
            });
  }

  @Override
  public void wakeup() {
    woken = true;
    engine.strands().signal(news);
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.copyOf(places.keySet());
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    partitions.forEach(each -> place(each).paused = true);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    for (TopicPartition each : partitions) {
      Place place = place(each);
      place.paused = false;
      fetch(each, place);
    }
  }

  private Place place(TopicPartition partition) {
    Place place = places.get(partition);
    if (place == null) {
      throw new RejectedException("expected an assigned partition, found " + partition);
    }
    return place;
  }

  // ---- positions

  @Override
  public void seek(TopicPartition partition, long offset) {
    Place place = place(partition);
    if (place.next < 0) {
      // Where the loop found the group. Later it goes back to what it remembers itself.
      engine.record(
          new Event.Assigned(
              engine.process(), group, partition.topic(), partition.partition(), offset));
      engine.record(new Event.EpochGranted(engine.process(), scope(partition), membership.epoch()));
    }
    place.next = offset;
    place.fetched = null;
    place.fetches++;
    fetch(partition, place);
  }

  private String scope(TopicPartition partition) {
    return group + "/" + partition;
  }

  @Override
  public long offsetOf(TopicPartition partition, StartPosition position) {
    Offsets offsets = engine.offsets(partition);
    if (position instanceof StartPosition.Latest) {
      return offsets.lastStable();
    }
    return position instanceof StartPosition.AtOffset at ? at.offset() : offsets.logStart();
  }

  String group() {
    return group;
  }

  /**
   * Who commits, for the broker's fence.
   *
   * @throws FencedException it has lost a partition, whether its listener has heard of that or not
   */
  Committer committer(Set<TopicPartition> partitions) {
    if (lost || !membership.isIn() || !places.keySet().containsAll(partitions)) {
      throw new FencedException(
          "expected a member that has " + partitions + ", found one that has lost them");
    }
    return membership.committer();
  }

  @Override
  public void commit(Map<TopicPartition, Long> next) {
    Map<TopicPartition, Long> inOrder = new TreeMap<>();
    inOrder.putAll(next);
    Committer who = committer(next.keySet());
    Map<TopicPartition, Long> uses = new HashMap<>();
    Map<dev.waybill.broker.topic.TopicPartition, Position> positions = new TreeMap<>();
    inOrder.forEach(
        (partition, offset) -> {
          engine.record(
              new Event.CommitInvoked(
                  engine.process(),
                  group,
                  partition.topic(),
                  partition.partition(),
                  offset,
                  Event.NO_TRANSACTION));
          uses.put(partition, engine.nextUse());
          engine.record(
              new Event.EpochUseInvoked(
                  engine.process(),
                  scope(partition),
                  who.memberEpoch(),
                  uses.get(partition),
                  "commit position"));
          positions.put(Words.toBroker(partition), Position.at(offset));
        });
    Outcome outcome = Outcome.NOT_DONE;
    try {
      Void unused =
          engine
              .calls()
              .<Void>ask(
                  "commit-positions",
                  (core, future) -> core.commitPositions(group, who, positions, future));
      outcome = Outcome.DONE;
    } catch (OutcomeUnknownException e) {
      outcome = Outcome.UNKNOWN;
      throw e;
    } finally {
      Outcome ended = outcome;
      inOrder.forEach((partition, offset) -> committed(partition, offset, uses, ended));
    }
  }

  private void committed(
      TopicPartition partition, long offset, Map<TopicPartition, Long> uses, Outcome outcome) {
    engine.record(
        new Event.EpochUsed(
            engine.process(), scope(partition), uses.getOrDefault(partition, -1L), outcome));
    engine.record(
        new Event.CommitEnded(
            engine.process(),
            group,
            partition.topic(),
            partition.partition(),
            offset,
            Event.NO_TRANSACTION,
            outcome));
  }

  @Override
  public void close() throws WaybillException {
    List.copyOf(places.keySet()).forEach(this::forget);
    membership.leave();
  }
}
