package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Messages;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A member of a consumer group that commits before it processes (at most once) or after (at least
 * once): only what the production code calls the settled prefix, while keys overtake each other and
 * a failed message holds up no key but its own.
 */
public final class Worker extends MortalActor {
  private static final int MOST_OPEN = 24;
  private static final long COMMIT_INTERVAL = 50_000;

  /** Which of the two group protocols it speaks. */
  public enum Protocol {
    HEARTBEAT,
    CLASSIC
  }

  private final String group;
  private final String topic;
  private final Protocol protocol;
  private final boolean before;
  private final long slownessMicros;
  private final Effects effects;

  private Membership membership;
  private Positions positions;
  private final Map<TopicPartition, OwnedPartition> places = new TreeMap<>();
  private final List<TopicPartition> opening = new ArrayList<>();
  private Lanes lanes;
  private boolean committing;

  /** How often it was expelled: what it asked before that is not to be believed. */
  private int losses;

  /**
   * @param before whether it commits before it processes
   * @param slownessMicros how long its handler takes for a message, on average
   */
  public Worker(
      Setting setting,
      String name,
      String group,
      String topic,
      Protocol protocol,
      boolean before,
      long slownessMicros,
      Effects effects) {
    super(setting, name);
    this.group = group;
    this.topic = topic;
    this.protocol = protocol;
    this.before = before;
    this.slownessMicros = slownessMicros;
    this.effects = effects;
    this.membership = newMembership();
    this.positions = new Positions(setting, program, remote, group);
    this.lanes = newLanes();
  }

  @Override
  void live() {
    positions = new Positions(setting, program, remote, group);
    membership = newMembership();
    places.clear();
    opening.clear();
    lanes = newLanes();
    committing = false;
    membership.join();
    commitLater();
  }

  @Override
  void died() {
    setting.world().after(rng.between(1_000, 40_000), this::begin);
  }

  /** Leaves its group and joins it again a little later: one part of a storm. */
  public void leaveAndJoin() {
    program.run(
        () -> {
          List.copyOf(places.values()).forEach(this::close);
          membership.leave();
          program.kill();
          setting.world().after(rng.between(500, 30_000), this::begin);
        });
  }

  private Lanes newLanes() {
    return new Lanes(setting.world(), program, rng, slownessMicros, this::handled);
  }

  private Membership newMembership() {
    Membership.Listener listener =
        new Membership.Listener() {
          @Override
          public void assigned(Set<TopicPartition> all) {
            Worker.this.assigned(all);
          }

          @Override
          public void lost() {
            Worker.this.lost();
          }
        };
    return protocol == Protocol.CLASSIC
        ? new ClassicMembership(program, remote, group, this::partitions, listener)
        : new HeartbeatMembership(program, remote, group, Set.of(topic), listener);
  }

  private Set<TopicPartition> partitions() {
    Set<TopicPartition> all = new TreeSet<>();
    for (int i = 0; i < setting.host().partitions(topic); i++) {
      all.add(new TopicPartition(topic, i));
    }
    return all;
  }

  // ---- partitions come and go

  private void assigned(Set<TopicPartition> all) {
    for (OwnedPartition place : places.values()) {
      place.closing |= !all.contains(place.partition);
    }
    List<TopicPartition> fresh = new ArrayList<>();
    for (TopicPartition each : all) {
      if (!places.containsKey(each) && !opening.contains(each)) {
        fresh.add(each);
      }
    }
    if (!fresh.isEmpty()) {
      opening.addAll(fresh);
      Membership asking = membership;
      int epoch = membership.epoch();
      int standing = losses;
      positions.find(
          fresh,
          () -> asking == membership && asking.isIn() ? asking.committer() : null,
          found -> {
            if (standing == losses) {
              open(found, epoch);
            }
          });
    }
    opening.removeIf(each -> !all.contains(each));
    giveUp();
  }

  private void open(Map<TopicPartition, Long> found, int epoch) {
    found.forEach(
        (partition, start) -> {
          if (opening.remove(partition)) {
            OwnedPartition place = new OwnedPartition(partition, start);
            places.put(partition, place);
            setting
                .trace()
                .record(
                    new Event.Assigned(
                        program.name(), group, partition.topic(), partition.partition(), start));
            setting.trace().record(new Event.EpochGranted(program.name(), scope(partition), epoch));
            fetch(place);
          }
        });
    membership.own(places.keySet());
  }

  private String scope(TopicPartition partition) {
    return group + "/" + partition;
  }

  /** Gives up what was asked back, once what is settled of it is committed. */
  private void giveUp() {
    if (committing) {
      return;
    }
    List<OwnedPartition> closing = places.values().stream().filter(place -> place.closing).toList();
    if (closing.isEmpty()) {
      return;
    }
    for (OwnedPartition place : closing) {
      if (!before && !place.triedLast && place.settled.position() > place.committed) {
        place.triedLast = true;
        commit(place, place.settled.position(), this::giveUp);
        return;
      }
    }
    closing.forEach(this::close);
    membership.own(places.keySet());
  }

  private void close(OwnedPartition place) {
    place.closed = true;
    places.remove(place.partition);
    lanes.drop(place);
    setting
        .trace()
        .record(
            new Event.Revoked(
                program.name(), group, place.partition.topic(), place.partition.partition()));
  }

  private void lost() {
    losses++;
    List.copyOf(places.values()).forEach(this::close);
    opening.clear();
    program.later(rng.between(1_000, 20_000), membership::join);
  }

  // ---- messages

  private void fetch(OwnedPartition place) {
    if (place.fetching || place.closed || place.closing) {
      return;
    }
    place.fetching = true;
    remote.fetch(
        place.partition,
        place.next,
        Isolation.READ_COMMITTED,
        answer -> {
          place.fetching = false;
          if (!place.closed) {
            fetched(place, answer);
          }
        });
  }

  private void fetched(OwnedPartition place, Answer<ReadResult> answer) {
    if (!(answer instanceof Answer.Done<ReadResult> done)) {
      program.later(rng.between(Patience.LEAST_PAUSE, Patience.MOST_PAUSE), () -> fetch(place));
      return;
    }
    long end = done.value().nextOffset();
    List<Messages.Found> messages = Messages.in(done.value(), place.partition.topic(), place.next);
    if (before) {
      commitThenProcess(place, messages, end);
      return;
    }
    for (Messages.Found each : messages) {
      place.settled.open(each.offset(), each.offset() + 1);
      delivered(place, each);
      lanes.add(place, each);
    }
    place.settled.skipTo(end);
    place.next = end;
    fetchMore(place);
  }

  private void fetchMore(OwnedPartition place) {
    if (place.settled.open() < MOST_OPEN) {
      program.later(rng.between(100, 3_000), () -> fetch(place));
    }
  }

  private void delivered(OwnedPartition place, Messages.Found message) {
    setting
        .trace()
        .record(
            new Event.Delivered(
                program.name(),
                group,
                place.partition.topic(),
                place.partition.partition(),
                message.offset(),
                message.message(),
                message.integrity()));
  }

  private void handled(OwnedPartition place, Messages.Found message) {
    effects.happen(group, message.message());
    setting
        .trace()
        .record(
            new Event.Acknowledged(
                program.name(),
                group,
                place.partition.topic(),
                place.partition.partition(),
                message.offset()));
    place.settled.settle(message.offset());
    fetchMore(place);
  }

  /** At most once: nobody may get them again, and only then they are processed. */
  private void commitThenProcess(OwnedPartition place, List<Messages.Found> messages, long end) {
    if (messages.isEmpty()) {
      place.next = end;
      fetchMore(place);
      return;
    }
    if (committing) {
      program.later(500, () -> retryFetched(place, messages, end));
      return;
    }
    long from = place.committed;
    commit(
        place,
        end,
        () -> {
          if (place.committed == from || place.closed) {
            // Nobody knows whether they are passed: they are not processed here.
            place.closing = true;
            giveUp();
            return;
          }
          place.next = end;
          for (Messages.Found each : messages) {
            delivered(place, each);
            effects.happen(group, each.message());
          }
          giveUp();
          fetchMore(place);
        });
  }

  private void retryFetched(OwnedPartition place, List<Messages.Found> messages, long end) {
    if (!place.closed) {
      commitThenProcess(place, messages, end);
    }
  }

  // ---- commits

  private void commitLater() {
    program.later(
        COMMIT_INTERVAL,
        () -> {
          if (!committing && !before) {
            for (OwnedPartition place : places.values()) {
              if (place.settled.position() > place.committed) {
                commit(place, place.settled.position(), this::giveUp);
                break;
              }
            }
          }
          commitLater();
        });
  }

  /** One at a time, repeated until it is known; {@code then} runs whatever came of it. */
  private void commit(OwnedPartition place, long position, Runnable then) {
    committing = true;
    TopicPartition partition = place.partition;
    setting
        .trace()
        .record(
            new Event.CommitInvoked(
                program.name(),
                group,
                partition.topic(),
                partition.partition(),
                position,
                Event.NO_TRANSACTION));
    attempt(
        place,
        position,
        setting.world().nowMicros(),
        outcome -> {
          committing = false;
          if (outcome == Outcome.DONE) {
            place.committed = position;
          }
          setting
              .trace()
              .record(
                  new Event.CommitEnded(
                      program.name(),
                      group,
                      partition.topic(),
                      partition.partition(),
                      position,
                      Event.NO_TRANSACTION,
                      outcome));
          then.run();
        });
  }

  private void attempt(
      OwnedPartition place, long position, long since, java.util.function.Consumer<Outcome> ended) {
    if (place.closed || !membership.isIn()) {
      ended.accept(Outcome.UNKNOWN);
      return;
    }
    long use = setting.trace().nextUse();
    Committer who = membership.committer();
    String scope = scope(place.partition);
    setting
        .trace()
        .record(
            new Event.EpochUseInvoked(
                program.name(), scope, who.memberEpoch(), use, "commit position"));
    remote.<Void>ask(
        "commit-positions",
        Carriage.ORDERED,
        Patience.ANSWER,
        (core, future) ->
            core.commitPositions(
                group, who, Map.of(place.partition, Position.at(position)), future),
        answer -> {
          Outcome outcome =
              answer instanceof Answer.Done
                  ? Outcome.DONE
                  : answer.surelyNot() ? Outcome.NOT_DONE : Outcome.UNKNOWN;
          setting.trace().record(new Event.EpochUsed(program.name(), scope, use, outcome));
          ErrorCode code = answer.code();
          boolean mayPass =
              code == null
                  || code.isRetriable()
                  || code == ErrorCode.BROKER_CLOSED
                  || code == ErrorCode.STORAGE_FAILED;
          if (outcome == Outcome.DONE
              || !mayPass
              || setting.world().nowMicros() - since > Patience.OPERATION) {
            ended.accept(outcome == Outcome.DONE ? outcome : Outcome.UNKNOWN);
          } else {
            program.later(
                rng.between(Patience.LEAST_PAUSE, Patience.MOST_PAUSE),
                () -> attempt(place, position, since, ended));
          }
        });
  }
}
