package dev.waybill.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.group.Changes.MemberRef;
import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One random history of one group. After every step: what consumers really read overlaps nowhere
 * among those the broker counts as members, epochs never go back, and a commit is accepted from the
 * holder only.
 */
final class GroupHistory {
  /** Each must happen in some history, or the test has tested nothing. */
  enum Event {
    REPLY_LOST,
    REJOINED,
    REVOKED,
    EXPELLED,
    HEARTBEAT_REFUSED,
    COMMIT_ACCEPTED,
    COMMIT_REFUSED,
    TRANSACTION_ENDED,
    TOPIC_DELETED,
    RESTARTED
  }

  private static final String GROUP = "g";
  private static final List<String> TOPICS = List.of("x", "y", "z");
  private static final int MOST_PARTITIONS = 6;
  private static final int MOST_ROUNDS = 100;
  private static final int PRODUCERS = 3;

  private final Random random;
  private final GroupWorld world = new GroupWorld(Map.of("x", 4, "y", 3));
  private final SortedMap<String, SimulatedMember> consumers = new TreeMap<>();
  private final Map<String, Integer> memberEpochs = new HashMap<>();
  private final Map<Event, Integer> happened = new EnumMap<>(Event.class);
  private final List<String> lines = new ArrayList<>();
  private int groupEpoch;
  private int names;

  GroupHistory(long seed) {
    random = new Random(seed);
  }

  List<String> lines() {
    return lines;
  }

  Map<Event, Integer> happened() {
    return happened;
  }

  void run(int steps) {
    for (int step = 0; step < steps; step++) {
      step();
      checkInvariants();
    }
    assertThat(world.replayed().snapshot()).isEqualTo(world.registry.snapshot());
  }

  /**
   * Calm: lost consumers expire, then one joins, and from there only those act who were woken or
   * have something to give up. It must be enough.
   */
  void settle() {
    Duration step = GroupWorld.SETTINGS.sessionTimeout().dividedBy(3);
    for (int round = 0; round < 5; round++) {
      consumersNow().forEach(this::heartbeat);
      world.pass(step);
    }
    join();
    for (int round = 0; round < MOST_ROUNDS && somebodyMustAct(); round++) {
      for (SimulatedMember consumer : consumersNow()) {
        boolean gaveUp = consumer.mustGiveUp();
        if (gaveUp) {
          consumer.givesUpOne();
        }
        if (gaveUp || isNudged(consumer)) {
          heartbeat(consumer);
        }
        checkInvariants();
      }
    }
    checkSettled();
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 45) {
      anyConsumer().ifPresent(this::heartbeatMaybeLost);
    } else if (dice < 56) {
      anyConsumer().ifPresent(SimulatedMember::givesUpOne);
    } else if (dice < 68) {
      anyConsumer().ifPresent(this::commit);
    } else if (dice < 71) {
      endTransaction();
    } else if (dice < 79) {
      join();
    } else if (dice < 81) {
      anyConsumer().ifPresent(this::leave);
    } else if (dice < 83) {
      anyConsumer().ifPresent(this::rejoin);
    } else if (dice < 92) {
      pass(Duration.ofMillis(random.nextInt(dice < 85 ? 12_000 : 1_500)));
    } else if (dice < 95) {
      changeTopic(TOPICS.get(random.nextInt(TOPICS.size())));
    } else if (dice < 98) {
      anyConsumer().ifPresent(consumer -> consumer.subscribe(someTopics()));
    } else {
      restart();
    }
  }

  private void heartbeatMaybeLost(SimulatedMember consumer) {
    if (random.nextInt(6) > 0) {
      heartbeat(consumer);
      return;
    }
    try {
      world.heartbeat(consumer.nextRequest());
      happened(Event.REPLY_LOST, consumer.id);
    } catch (GroupException refused) {
      happened(Event.REPLY_LOST, consumer.id + " " + refused.error());
    }
  }

  private void heartbeat(SimulatedMember consumer) {
    try {
      HeartbeatReply reply = world.heartbeat(consumer.nextRequest());
      consumer.hears(reply);
      lines.add(consumer.id + " hears " + reply);
      if (consumer.mustGiveUp()) {
        happened(Event.REVOKED, consumer.id);
      }
    } catch (GroupException refused) {
      happened(Event.HEARTBEAT_REFUSED, consumer.id + " " + refused.error());
      consumers.remove(consumer.id);
    }
  }

  private void join() {
    if (consumers.size() < GroupWorld.SETTINGS.maxMembers()) {
      HeartbeatRequest request =
          HeartbeatRequest.join(
              GROUP, "m" + names++, someTopics(), GroupWorld.REBALANCE_TIMEOUT.dividedBy(5));
      SimulatedMember consumer = new SimulatedMember(request);
      consumers.put(consumer.id, consumer);
      heartbeat(consumer);
    }
  }

  private void rejoin(SimulatedMember consumer) {
    happened(Event.REJOINED, consumer.id);
    consumer.losesAll();
    heartbeatMaybeLost(consumer);
  }

  private void leave(SimulatedMember consumer) {
    consumers.remove(consumer.id);
    if (description(consumer).isPresent()) {
      world.took(world.registry.leave(GROUP, consumer.id, Optional.empty(), world.now()));
      lines.add(consumer.id + " leaves");
    }
  }

  private void commit(SimulatedMember consumer) {
    TopicPartition partition =
        consumer.reading.isEmpty() || random.nextBoolean()
            ? new TopicPartition("x", random.nextInt(MOST_PARTITIONS))
            : consumer.reading.first();
    Map<TopicPartition, Position> positions = Map.of(partition, Position.at(random.nextInt(1000)));
    Committer by = consumer.committer();
    boolean holds = description(consumer).filter(member -> holds(member, partition)).isPresent();
    try {
      world.took(
          random.nextBoolean()
              ? world.registry.commit(GROUP, by, positions, world.now())
              : world.registry.stage(random.nextInt(PRODUCERS), GROUP, by, positions, world.now()));
      assertThat(holds).as("%s committed %s", consumer.id, positions).isTrue();
      happened(Event.COMMIT_ACCEPTED, consumer.id + " " + positions);
    } catch (GroupException refused) {
      boolean heardAll =
          description(consumer).filter(member -> member.epoch() == by.memberEpoch()).isPresent();
      if (holds && heardAll) {
        assertThat(refused.error()).isEqualTo(GroupError.UNKNOWN_PARTITION);
      }
      happened(Event.COMMIT_REFUSED, consumer.id + " " + refused.error());
    }
  }

  private void endTransaction() {
    long producer = random.nextInt(PRODUCERS);
    boolean committed = random.nextBoolean();
    if (!world.resolve(producer, committed).isEmpty()) {
      happened(Event.TRANSACTION_ENDED, producer + " " + committed);
    }
  }

  private void changeTopic(String topic) {
    int now = world.topics.getOrDefault(topic, 0);
    boolean delete = now > 0 && random.nextInt(3) == 0;
    int next = delete ? 0 : now + random.nextInt(MOST_PARTITIONS + 1 - now);
    if (delete) {
      happened(Event.TOPIC_DELETED, topic);
    }
    world.setPartitions(topic, next);
  }

  private void pass(Duration duration) {
    int before = members().size();
    world.pass(duration);
    if (members().size() < before) {
      happened(Event.EXPELLED, members().toString());
    }
  }

  private void restart() {
    if (random.nextBoolean()) {
      world.snapshotReplacesJournal();
    }
    world.restart();
    happened(Event.RESTARTED, "");
  }

  private void checkInvariants() {
    Set<TopicPartition> held = new HashSet<>();
    for (MemberDescription member : members()) {
      Set<TopicPartition> holds = new TreeSet<>(member.assigned());
      holds.addAll(member.revoking());
      for (TopicPartition partition : holds) {
        assertThat(held.add(partition)).as("%s has a single owner", partition).isTrue();
      }
      SimulatedMember consumer = consumers.get(member.memberId());
      if (consumer != null) {
        assertThat(holds).as("%s reads only its own", member).containsAll(consumer.reading);
      }
      int last = memberEpochs.getOrDefault(member.memberId(), 0);
      assertThat(member.epoch()).as("epoch of %s", member).isGreaterThanOrEqualTo(last);
      memberEpochs.put(member.memberId(), member.epoch());
    }
    if (world.registry.list().containsKey(GROUP)) {
      int epoch = world.registry.describe(GROUP).epoch();
      assertThat(epoch).as("group epoch").isGreaterThanOrEqualTo(groupEpoch);
      assertThat(members()).allSatisfy(m -> assertThat(m.epoch()).isLessThanOrEqualTo(epoch));
      groupEpoch = epoch;
    }
  }

  private void checkSettled() {
    assertThat(world.registry.describe(GROUP).state()).isEqualTo(GroupState.STABLE);
    Set<TopicPartition> wanted = new TreeSet<>();
    List<TopicPartition> read = new ArrayList<>();
    for (SimulatedMember consumer : consumers.values()) {
      read.addAll(consumer.reading);
      for (String topic : consumer.topics()) {
        for (int p = 0; p < world.topics.getOrDefault(topic, 0); p++) {
          wanted.add(new TopicPartition(topic, p));
        }
      }
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private boolean somebodyMustAct() {
    return consumers.values().stream()
        .anyMatch(consumer -> consumer.mustGiveUp() || isNudged(consumer));
  }

  private boolean isNudged(SimulatedMember consumer) {
    return world.nudged.contains(new MemberRef(GROUP, consumer.id));
  }

  private static boolean holds(MemberDescription member, TopicPartition partition) {
    return member.assigned().contains(partition) || member.revoking().contains(partition);
  }

  private Optional<MemberDescription> description(SimulatedMember consumer) {
    return members().stream().filter(m -> m.memberId().equals(consumer.id)).findFirst();
  }

  private List<MemberDescription> members() {
    return world.registry.list().containsKey(GROUP)
        ? world.registry.describe(GROUP).members()
        : List.of();
  }

  private List<SimulatedMember> consumersNow() {
    return List.copyOf(consumers.values());
  }

  private Optional<SimulatedMember> anyConsumer() {
    List<SimulatedMember> all = consumersNow();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private Set<String> someTopics() {
    Set<String> topics = new TreeSet<>(TOPICS);
    topics.removeIf(topic -> random.nextInt(3) == 0);
    return topics;
  }

  private void happened(Event event, String detail) {
    happened.merge(event, 1, Integer::sum);
    lines.add(event + " " + detail);
  }
}
