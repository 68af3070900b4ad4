package dev.waybill.broker.group;

import static dev.waybill.broker.group.GroupWorld.REBALANCE_TIMEOUT;
import static dev.waybill.broker.group.GroupWorld.partitions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.group.Changes.MemberRef;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private final GroupWorld world = new GroupWorld(Map.of("orders", 4, "returns", 2));
  private final HeartbeatRequest a = join("a");
  private final HeartbeatRequest b = join("b");

  @Test
  void givesEverythingToTheOnlyMember() {
    HeartbeatReply reply = world.heartbeat(a);

    assertThat(reply.assigned()).isEqualTo(partitions("orders", 0, 1, 2, 3));
    assertThat(reply.memberEpoch()).isEqualTo(1);
    assertThat(world.registry.describe("g").state()).isEqualTo(GroupState.STABLE);
  }

  @Test
  void givesAPartitionToItsNewOwnerOnlyAfterTheOldOneConfirmed() {
    HeartbeatReply before = world.heartbeat(a);
    HeartbeatReply waiting = world.heartbeat(b);
    HeartbeatReply asked = world.heartbeat(a.next(before.memberEpoch(), before.assigned()));
    HeartbeatReply stillWaiting = world.heartbeat(b.next(waiting.memberEpoch(), Set.of()));

    HeartbeatReply confirmed = world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));
    HeartbeatReply received = world.heartbeat(b.next(stillWaiting.memberEpoch(), Set.of()));

    assertThat(waiting.assigned()).isEmpty();
    assertThat(stillWaiting.assigned()).isEmpty();
    assertThat(asked.assigned()).hasSize(2);
    assertThat(asked.memberEpoch()).isEqualTo(before.memberEpoch());
    assertThat(confirmed.memberEpoch()).isEqualTo(2);
    assertThat(received.assigned()).hasSize(2).doesNotContainAnyElementsOf(confirmed.assigned());
    assertThat(world.registry.describe("g").state()).isEqualTo(GroupState.STABLE);
  }

  @Test
  void tellsWhomToWakeAtEveryStepOfARebalance() {
    HeartbeatReply first = world.heartbeat(a);
    world.heartbeat(b);
    assertThat(world.nudged).containsExactly(new MemberRef("g", "a"));

    HeartbeatReply asked = world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
    assertThat(world.nudged).isEmpty();

    world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));
    assertThat(world.nudged).containsExactly(new MemberRef("g", "b"));
  }

  @Test
  void freesThePartitionsOfAMemberThatLeaves() {
    world.heartbeat(a);
    HeartbeatReply waiting = world.heartbeat(b);

    world.took(world.registry.leave("g", "a", Optional.empty(), world.now()));

    assertThat(world.heartbeat(b.next(waiting.memberEpoch(), Set.of())).assigned()).hasSize(4);
  }

  @Test
  void freesThePartitionsOfASilentMemberAfterItsSessionAndNotBefore() {
    HeartbeatReply first = world.heartbeat(a);

    world.pass(GroupWorld.SETTINGS.sessionTimeout().minusMillis(1));
    assertThat(world.registry.describe("g").members()).hasSize(1);
    world.pass(Duration.ofMillis(1));

    assertThat(world.registry.describe("g").state()).isEqualTo(GroupState.EMPTY);
    assertRefused(
        GroupError.UNKNOWN_MEMBER,
        () -> world.heartbeat(a.next(first.memberEpoch(), first.assigned())));
  }

  @Test
  void saysWhenTheNextSessionEnds() {
    assertThat(world.registry.nextDeadline()).isEmpty();
    world.pass(Duration.ofMillis(1));
    world.heartbeat(a);

    long sessionEnd =
        world.now().monotonicMillis() + GroupWorld.SETTINGS.sessionTimeout().toMillis();

    assertThat(world.registry.nextDeadline()).hasValue(sessionEnd);
  }

  @Test
  void expelsAMemberThatGivesNothingUpWithinItsRebalanceTimeout() {
    HeartbeatReply first = world.heartbeat(a);
    HeartbeatReply waiting = world.heartbeat(b);
    Duration step = GroupWorld.SETTINGS.sessionTimeout().dividedBy(2);

    for (Duration passed = Duration.ZERO;
        passed.compareTo(REBALANCE_TIMEOUT) < 0;
        passed = passed.plus(step)) {
      world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
      waiting = world.heartbeat(b.next(waiting.memberEpoch(), waiting.assigned()));
      world.pass(step);
    }

    assertThat(world.registry.describe("g").members())
        .extracting(GroupDescription.MemberDescription::memberId)
        .containsExactly("b");
  }

  @Test
  void expiresNobodyWhenTheWallClockJumps() {
    world.heartbeat(a);

    world.wallClockJumps(Duration.ofHours(2));
    world.wallClockJumps(Duration.ofHours(-4));

    assertThat(world.registry.describe("g").members()).hasSize(1);
  }

  @Test
  void answersARepeatedHeartbeatAgainWithoutTakingItForAConfirmation() {
    HeartbeatReply first = world.heartbeat(a);
    world.heartbeat(b);
    world.heartbeat(a.next(first.memberEpoch(), first.assigned()));

    HeartbeatReply again = world.heartbeat(a);

    assertThat(again.memberEpoch()).isEqualTo(first.memberEpoch());
    assertThat(again.assigned()).hasSize(2);
    assertThat(world.registry.describe("g").members().get(0).revoking()).hasSize(2);
  }

  @Test
  void fencesAMemberWhoseEpochItNeverGave() {
    HeartbeatReply first = world.heartbeat(a);

    assertRefused(
        GroupError.FENCED_MEMBER_EPOCH,
        () -> world.heartbeat(a.next(first.memberEpoch() + 1, first.assigned())));
  }

  @Test
  void fencesAMemberThatSendsAnOldEpochHoldingMoreThanItHas() {
    HeartbeatReply first = world.heartbeat(a);
    world.heartbeat(b);
    HeartbeatReply asked = world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
    world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));

    assertRefused(
        GroupError.FENCED_MEMBER_EPOCH,
        () -> world.heartbeat(a.next(first.memberEpoch(), first.assigned())));
  }

  @Test
  void sharesOutPartitionsThatAreAdded() {
    HeartbeatReply first = world.heartbeat(a);

    world.setPartitions("orders", 6);

    assertThat(world.nudged).containsExactly(new MemberRef("g", "a"));
    assertThat(world.heartbeat(a.next(first.memberEpoch(), first.assigned())).assigned())
        .hasSize(6);
  }

  @Test
  void takesBackThePartitionsOfADeletedTopic() {
    HeartbeatReply first = world.heartbeat(a);

    world.setPartitions("orders", 0);
    HeartbeatReply asked = world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
    world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));

    assertThat(asked.assigned()).isEmpty();
    assertThat(world.registry.describe("g").state()).isEqualTo(GroupState.STABLE);
  }

  @Test
  void followsAChangeOfSubscription() {
    HeartbeatReply first = world.heartbeat(a);
    HeartbeatReply asked =
        world.heartbeat(
            a.next(first.memberEpoch(), first.assigned()).subscribing(Set.of("returns")));

    HeartbeatReply moved = world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));

    assertThat(moved.assigned()).isEqualTo(partitions("returns", 0, 1));
  }

  @Test
  void keepsAStaticMembersPartitionsWhileItsProcessRestarts() {
    HeartbeatRequest oldProcess = a.as("host-1");
    HeartbeatReply first = world.heartbeat(oldProcess);
    world.took(world.registry.leaveTemporarily("g", "a", Optional.empty(), world.now()));

    HeartbeatReply back = world.heartbeat(join("a2").as("host-1"));

    assertThat(back.assigned()).isEqualTo(first.assigned());
    assertThat(back.memberEpoch()).isEqualTo(first.memberEpoch());
    assertRefused(
        GroupError.FENCED_INSTANCE_ID,
        () -> world.heartbeat(oldProcess.next(first.memberEpoch(), first.assigned())));
  }

  @Test
  void givesAwayAStaticMembersPartitionsWhenItDoesNotComeBackInTime() {
    world.heartbeat(a.as("host-1"));
    world.took(world.registry.leaveTemporarily("g", "a", Optional.empty(), world.now()));

    world.pass(GroupWorld.SETTINGS.sessionTimeout());

    assertThat(world.heartbeat(b).assigned()).hasSize(4);
  }

  @Test
  void refusesASecondProcessOfALiveInstance() {
    world.heartbeat(a.as("host-1"));

    assertRefused(
        GroupError.UNRELEASED_INSTANCE_ID, () -> world.heartbeat(join("a2").as("host-1")));
  }

  @Test
  void usesTheAssignorMostMembersPrefer() {
    world.heartbeat(a.preferring("range"));

    assertThat(world.registry.describe("g").assignor()).contains("range");
    assertRefused(GroupError.UNSUPPORTED_ASSIGNOR, () -> world.heartbeat(b.preferring("best")));
  }

  @Test
  void refusesMoreMembersThanTheSettingsAllow() {
    for (int i = 0; i < GroupWorld.SETTINGS.maxMembers(); i++) {
      world.heartbeat(join("m" + i));
    }

    assertRefused(GroupError.GROUP_FULL, () -> world.heartbeat(a));
  }

  @Test
  void forgetsMembersButNotEpochsWhenTheBrokerRestarts() {
    HeartbeatReply first = world.heartbeat(a);

    world.restart();

    assertRefused(
        GroupError.UNKNOWN_MEMBER,
        () -> world.heartbeat(a.next(first.memberEpoch(), first.assigned())));
    assertThat(world.heartbeat(a).memberEpoch()).isGreaterThan(first.memberEpoch() + 1);
  }

  @Test
  void refusesRequestsThatMakeNoSense() {
    assertRefused(GroupError.INVALID_GROUP, () -> world.heartbeat(joinGroup("", "a")));
    assertRefused(
        GroupError.INVALID_GROUP, () -> world.heartbeat(joinGroup("g".repeat(40_000), "a")));
    assertRefused(GroupError.INVALID_REQUEST, () -> world.heartbeat(joinGroup("g", "")));
    assertRefused(GroupError.INVALID_REQUEST, () -> world.heartbeat(a.next(0, Set.of())));
    assertRefused(GroupError.INVALID_REQUEST, () -> world.heartbeat(a.next(-7, Set.of())));
    assertRefused(
        GroupError.UNKNOWN_MEMBER,
        () -> world.registry.leave("g", "nobody", Optional.empty(), world.now()));
    assertThat(world.registry.list()).isEmpty();
  }

  private static HeartbeatRequest join(String member) {
    return joinGroup("g", member);
  }

  private static HeartbeatRequest joinGroup(String group, String member) {
    return HeartbeatRequest.join(group, member, Set.of("orders"), REBALANCE_TIMEOUT);
  }

  private static void assertRefused(GroupError error, ThrowingCallable command) {
    Assertions.assertThatExceptionOfType(GroupException.class)
        .isThrownBy(command)
        .extracting(GroupException::error)
        .isEqualTo(error);
  }
}
