package dev.waybill.broker.group;

import static dev.waybill.broker.group.ClassicWorld.GROUP;
import static dev.waybill.broker.group.ClassicWorld.SESSION;
import static dev.waybill.broker.group.ClassicWorld.bytes;
import static dev.waybill.broker.group.ClassicWorld.instance;
import static dev.waybill.broker.group.ClassicWorld.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Processes end, of members and of the broker; the group goes on. */
class ClassicSurvivalTest {
  private final ClassicWorld world = new ClassicWorld(ClassicSettings.DEFAULTS);

  @Test
  void givesAReturningStaticFollowerItsPartWithoutARebalance() {
    Joined leader = world.joined(world.join(request("range")));
    long follower = world.join(instance("i", "range"));
    Joined leading = world.joined(world.join(request("range").as(leader.memberId())));
    Joined old = world.joined(follower);
    settle(leading, old);

    Joined back = world.joined(world.join(instance("i", "range")));

    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
    assertThat(back.generation()).isEqualTo(old.generation());
    assertThat(back.memberId()).isNotEqualTo(old.memberId());
    assertThat(world.synced(world.sync(back, Optional.of("i"), Map.of())).assignment())
        .isEqualTo(bytes("part of " + old.memberId()));
  }

  @Test
  void tellsAReturningStaticLeaderThatTheAssignmentStands() {
    settle(world.joined(world.join(instance("i", "range"))));

    Joined back = world.joined(world.join(instance("i", "range")));

    assertThat(back.skipAssignment()).isTrue();
    assertThat(back.leaderId()).isEqualTo(back.memberId());
    assertThat(back.members()).hasSize(1);
  }

  @Test
  void tellsAReturningStaticLeaderThatCannotSkipOfItsPredecessor() {
    Joined old = world.joined(world.join(instance("i", "range")));
    settle(old);

    Joined back = world.joined(world.join(unableToSkip(instance("i", "range"))));

    assertThat(back.skipAssignment()).isFalse();
    assertThat(back.leaderId()).isEqualTo(old.memberId());
    assertThat(back.members()).isEmpty();
  }

  @Test
  void rebalancesWhenAReturningStaticMemberChangesTheChosenProtocol() {
    settle(world.joined(world.join(instance("i", "range", "sticky"))));

    Joined back = world.joined(world.join(instance("i", "sticky", "range")));

    assertThat(back.protocol()).isEqualTo("sticky");
    assertThat(back.skipAssignment()).isFalse();
    assertThat(world.state()).isEqualTo(ClassicState.COMPLETING_REBALANCE);
  }

  @Test
  void fencesTheProcessThatAStaticMemberReplaced() {
    Joined old = world.joined(world.join(instance("i", "range")));
    settle(old);
    world.join(instance("i", "range"));

    assertRefused(
        GroupError.FENCED_INSTANCE_ID, () -> world.join(instance("i", "range").as(old.memberId())));
    assertRefused(GroupError.FENCED_INSTANCE_ID, () -> world.sync(old, Optional.of("i"), Map.of()));
    assertRefused(
        GroupError.FENCED_INSTANCE_ID,
        () -> world.stage(new Committer(old.memberId(), old.generation(), Optional.of("i"))));
    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.commit(old.memberId(), old.generation()));
  }

  @Test
  void refusesTheWaitingRequestOfAReplacedStaticMember() {
    settle(world.joined(world.join(request("range"))));
    long waiting = world.join(instance("i", "range"));

    world.join(instance("i", "range"));

    assertThat(world.refused(waiting).error()).isEqualTo(GroupError.FENCED_INSTANCE_ID);
  }

  @Test
  void letsAnOperatorRemoveAStaticMemberByItsInstance() {
    settle(world.joined(world.join(instance("i", "range"))));

    world.leave("", Optional.of("i"));

    assertThat(world.state()).isEqualTo(ClassicState.EMPTY);
  }

  @Test
  void letsMembersGoOnAfterARestartOfTheBroker() {
    Joined member = world.joined(world.join(request("range")));
    settle(member);
    ClassicDescription before = world.describe();

    world.restart();

    assertThat(world.describe()).isEqualTo(before);
    assertThat(world.heartbeat(member)).isFalse();
    world.commit(member.memberId(), member.generation());
  }

  @Test
  void expelsWhoStaysSilentAfterARestart() {
    settle(world.joined(world.join(request("range"))));
    world.restart();

    world.pass(SESSION.minusMillis(1));
    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
    world.pass(Duration.ofMillis(1));

    assertThat(world.state()).isEqualTo(ClassicState.EMPTY);
  }

  @Test
  void usesNoNumberTwiceThoughItsGenerationNeverSettled() {
    Joined first = world.joined(world.join(request("range")));
    settle(first);
    Joined unsettled = world.joined(world.join(request("range").as(first.memberId())));
    world.restart();

    assertThat(world.heartbeat(first)).isFalse();
    assertRefused(GroupError.ILLEGAL_GENERATION, () -> world.sync(unsettled, Map.of()));
    Joined next = world.joined(world.join(request("range").as(first.memberId())));

    assertThat(next.generation()).isGreaterThan(unsettled.generation());
  }

  @Test
  void forgetsAGroupThatNeverSettledButNotItsNumber() {
    Joined unsettled = world.joined(world.join(request("range")));

    world.restart();

    assertThat(world.registry.list())
        .containsEntry(
            GROUP,
            new GroupSummary(
                GroupState.EMPTY, Optional.of(GroupKind.classic("consumer")), Optional.empty()));
    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.heartbeat(unsettled));
    assertThat(world.joined(world.join(request("range"))).generation())
        .isGreaterThan(unsettled.generation());
  }

  @Test
  void remembersAReplacedStaticMemberUnderItsNewId() {
    settle(world.joined(world.join(instance("i", "range"))));
    Joined back = world.joined(world.join(instance("i", "range")));

    world.restart();

    assertThat(world.heartbeat(back)).isFalse();
  }

  private void settle(Joined... members) {
    for (Joined member : members) {
      Map<String, Opaque> parts = new HashMap<>();
      for (Joined each : members) {
        parts.put(each.memberId(), bytes("part of " + each.memberId()));
      }
      world.sync(member, parts);
    }
    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
  }

  private static JoinRequest unableToSkip(JoinRequest request) {
    return new JoinRequest(
        GROUP,
        request.memberId(),
        request.instanceId(),
        true,
        false,
        request.clientId(),
        request.clientHost(),
        request.sessionTimeout(),
        request.rebalanceTimeout(),
        request.protocolType(),
        request.protocols());
  }

  private static void assertRefused(GroupError error, ThrowingCallable command) {
    GroupException refused = catchThrowableOfType(GroupException.class, command);
    assertThat(refused).isNotNull();
    assertThat(refused.error()).isEqualTo(error);
  }
}
