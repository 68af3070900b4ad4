package dev.waybill.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.group.classic.ClassicDescription.MemberDescription;
import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One random history of one group of the classic protocol. After every step: one leader, one
 * protocol and one assignment per generation, whoever restarts; a stable group's members have that
 * assignment; a commit is accepted from members of the present generation only; numbers never go
 * back.
 */
final class ClassicHistory {
  /** Each must happen in some history, or the test has tested nothing. */
  enum Event {
    SETTLED,
    EXPELLED,
    CRASHED,
    LEFT,
    INSTANCE_REPLACED,
    COMMIT_ACCEPTED,
    COMMIT_REFUSED,
    ZOMBIE_REFUSED,
    RESTARTED,
    RESTARTED_STABLE
  }

  private record Zombie(String id, int generation) {}

  private static final int CALM_SECONDS = 300;

  private final Random random;
  private final ClassicWorld world;
  private final ClassicLedger ledger = new ClassicLedger();
  private final List<SimulatedClassicMember> members = new ArrayList<>();
  private final List<Zombie> zombies = new ArrayList<>();
  private final Map<Event, Integer> happened = new EnumMap<>(Event.class);
  private final List<String> lines = new ArrayList<>();
  private int generation;
  private int versions;

  ClassicHistory(long seed) {
    random = new Random(seed);
    world =
        new ClassicWorld(
            ClassicSettings.DEFAULTS.withInitialRebalanceDelay(
                Duration.ofSeconds(random.nextInt(4))));
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
      check();
    }
    assertThat(world.replayed().snapshot()).isEqualTo(world.registry.snapshot());
  }

  /** Calm: the lost expire, the others act every second. All must end up in one generation. */
  void settle() {
    for (int second = 0; second < CALM_SECONDS; second++) {
      actAll();
      world.passStepwise(Duration.ofSeconds(1));
      check();
    }
    assertThat(members).allMatch(SimulatedClassicMember::isSettled);
    assertThat(world.state())
        .isEqualTo(members.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE);
    assertThat(world.registry.classic().group(ClassicWorld.GROUP).describe().members())
        .extracting(MemberDescription::memberId)
        .containsExactlyInAnyOrderElementsOf(members.stream().map(member -> member.id).toList());
    assertThat(members)
        .allMatch(
            member ->
                member.generation()
                    == world.registry.classic().group(ClassicWorld.GROUP).generation());
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 55) {
      any().ifPresent(SimulatedClassicMember::act);
    } else if (dice < 63) {
      start();
    } else if (dice < 66) {
      any().ifPresent(this::leave);
    } else if (dice < 69) {
      any().ifPresent(this::crash);
    } else if (dice < 71) {
      any().ifPresent(member -> member.changeSubscription(versions++));
    } else if (dice < 80) {
      any().ifPresent(this::commit);
    } else if (dice < 85) {
      zombieCommits();
    } else if (dice < 98) {
      pass(Duration.ofMillis(random.nextInt(dice < 87 ? 12_000 : 1_500)));
    } else {
      restart();
    }
    members.removeIf(member -> member.fenced);
  }

  private void start() {
    Optional<String> instance =
        random.nextInt(3) == 0 ? Optional.of("i" + random.nextInt(3)) : Optional.empty();
    long running =
        members.stream()
            .filter(member -> instance.isEmpty() || !member.instance.equals(instance))
            .count();
    if (running >= ClassicWorld.MAX_MEMBERS) {
      return;
    }
    for (SimulatedClassicMember other : List.copyOf(members)) {
      if (instance.isPresent() && other.instance.equals(instance)) {
        bury(other);
        happened(Event.INSTANCE_REPLACED, instance.get());
      }
    }
    String[] protocols =
        random.nextBoolean() ? new String[] {"range", "sticky"} : new String[] {"sticky", "range"};
    members.add(
        new SimulatedClassicMember(world, ledger, instance, random.nextBoolean(), protocols));
  }

  private void leave(SimulatedClassicMember member) {
    members.remove(member);
    if (!member.id.isEmpty()) {
      try {
        world.leave(member.id, member.instance);
        happened(Event.LEFT, member.id);
      } catch (GroupException gone) {
        assertThat(gone.error()).isIn(GroupError.UNKNOWN_MEMBER, GroupError.FENCED_INSTANCE_ID);
      }
    }
  }

  private void crash(SimulatedClassicMember member) {
    bury(member);
    happened(Event.CRASHED, member.id);
  }

  private void bury(SimulatedClassicMember member) {
    members.remove(member);
    zombies.add(new Zombie(member.id, member.generation()));
  }

  private void commit(SimulatedClassicMember member) {
    tryCommit(member.id, member.generation(), Event.COMMIT_REFUSED);
  }

  private void zombieCommits() {
    if (!zombies.isEmpty()) {
      Zombie zombie = zombies.get(random.nextInt(zombies.size()));
      tryCommit(zombie.id(), zombie.generation(), Event.ZOMBIE_REFUSED);
    }
  }

  private void tryCommit(String id, int generationOfIt, Event whenRefused) {
    boolean known = members().stream().anyMatch(member -> member.memberId().equals(id));
    boolean mayBe =
        known ? generationOfIt == group().generation() : generationOfIt < 0 && members().isEmpty();
    boolean completing = group().state() == ClassicState.COMPLETING_REBALANCE;
    try {
      world.commit(id, generationOfIt);
      assertThat(mayBe && !completing).as("%s of %d commits", id, generationOfIt).isTrue();
      happened(Event.COMMIT_ACCEPTED, id);
    } catch (GroupException refused) {
      assertThat(mayBe && !completing)
          .as("%s of %d is refused: %s", id, generationOfIt, refused.getMessage())
          .isFalse();
      happened(whenRefused, id + " " + refused.error());
    }
  }

  private void pass(Duration duration) {
    int before = members().size();
    world.passStepwise(duration);
    if (members().size() < before) {
      happened(Event.EXPELLED, members().toString());
    }
  }

  private void restart() {
    ClassicDescription before = group();
    if (random.nextBoolean()) {
      world.snapshotReplacesJournal();
    }
    world.restart();
    members.forEach(SimulatedClassicMember::disconnected);
    happened(Event.RESTARTED, "");
    if (before.state() == ClassicState.STABLE) {
      assertThat(group()).isEqualTo(before);
      happened(Event.RESTARTED_STABLE, "");
    }
  }

  private void check() {
    ClassicDescription now = group();
    ledger.check(now);
    int newest = world.registry.classic().group(ClassicWorld.GROUP).newest();
    assertThat(newest).as("newest generation").isGreaterThanOrEqualTo(generation);
    assertThat(now.generation()).isLessThanOrEqualTo(newest);
    generation = newest;
    if (now.state() == ClassicState.STABLE) {
      happened.merge(Event.SETTLED, 1, Integer::sum);
    }
    lines.add(now.state() + " " + now.generation() + " of " + now.members().size());
  }

  private void actAll() {
    List.copyOf(members).forEach(SimulatedClassicMember::act);
    members.removeIf(member -> member.fenced);
  }

  private ClassicDescription group() {
    return world.registry.classic().group(ClassicWorld.GROUP).describe();
  }

  private List<MemberDescription> members() {
    return group().members();
  }

  private Optional<SimulatedClassicMember> any() {
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(members.get(random.nextInt(members.size())));
  }

  private void happened(Event event, String detail) {
    happened.merge(event, 1, Integer::sum);
    lines.add(event + " " + detail);
  }
}
