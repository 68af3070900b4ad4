package dev.waybill.broker.group;

import static dev.waybill.broker.group.ClassicWorld.GROUP;
import static dev.waybill.broker.group.ClassicWorld.REBALANCE;
import static dev.waybill.broker.group.ClassicWorld.SESSION;
import static dev.waybill.broker.group.ClassicWorld.bytes;
import static dev.waybill.broker.group.ClassicWorld.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinReply.MemberIdRequired;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClassicMembershipTest {
  private final ClassicWorld world = new ClassicWorld(ClassicSettings.DEFAULTS);

  @Test
  void makesTheFirstMemberTheLeaderOfTheFirstGeneration() {
    Joined joined = world.joined(world.join(request("range")));

    assertThat(joined.generation()).isEqualTo(1);
    assertThat(joined.leaderId()).isEqualTo(joined.memberId());
    assertThat(joined.members())
        .singleElement()
        .extracting("metadata")
        .isEqualTo(bytes("knows range"));
    assertThat(world.state()).isEqualTo(ClassicState.COMPLETING_REBALANCE);
  }

  @Test
  void givesEveryMemberThePartItsLeaderMadeAndOnlyAfterTheLeaderDid() {
    List<Joined> both = twoJoined();
    Joined follower = both.get(1);

    long waiting = world.sync(follower, Map.of());
    assertThat(world.isAnswered(waiting)).isFalse();
    long leading = world.sync(both.get(0), parts(both));

    assertThat(world.synced(leading).assignment()).isEqualTo(partOf(both.get(0)));
    assertThat(world.synced(waiting).assignment()).isEqualTo(partOf(follower));
    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
  }

  @Test
  void tellsOnlyTheLeaderWhoTheOthersAre() {
    List<Joined> both = twoJoined();

    assertThat(both.get(0).members()).hasSize(2);
    assertThat(both.get(1).members()).isEmpty();
    assertThat(both.get(1).leaderId()).isEqualTo(both.get(0).memberId());
    assertThat(both.get(1).generation()).isEqualTo(both.get(0).generation());
  }

  @Test
  void asksEveryMemberToJoinAnewWhenSomeoneJoins() {
    Joined first = stable("range");

    long second = world.join(request("range"));

    assertThat(world.isAnswered(second)).isFalse();
    assertThat(world.heartbeat(first)).isTrue();
    assertThat(world.state()).isEqualTo(ClassicState.PREPARING_REBALANCE);
  }

  @Test
  void dropsWhoDidNotJoinAnewWithinTheRebalanceTimeout() {
    Joined lost = stable("range");
    long second = world.join(request("range"));

    for (Duration passed = Duration.ZERO;
        passed.plus(SESSION.dividedBy(2)).compareTo(REBALANCE) < 0;
        passed = passed.plus(SESSION.dividedBy(2))) {
      world.pass(SESSION.dividedBy(2));
      assertThat(world.isAnswered(second)).isFalse();
      world.heartbeat(lost);
    }
    world.pass(SESSION.dividedBy(2));

    assertThat(world.joined(second).members()).hasSize(1);
    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.heartbeat(lost));
  }

  @Test
  void dropsASilentMemberAfterItsSessionAndNotBefore() {
    Joined member = stable("range");

    world.pass(SESSION.minusMillis(1));
    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
    world.pass(Duration.ofMillis(1));

    assertThat(world.state()).isEqualTo(ClassicState.EMPTY);
    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.heartbeat(member));
  }

  @Test
  void keepsAMemberThatHeartbeatsOrCommits() {
    Joined member = stable("range");

    world.pass(SESSION.minusMillis(1));
    assertThat(world.heartbeat(member)).isFalse();
    world.pass(SESSION.minusMillis(1));
    world.commit(member.memberId(), member.generation());
    world.pass(SESSION.minusMillis(1));

    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
  }

  @Test
  void dropsWhoJoinedAndNeverSynced() {
    List<Joined> both = twoJoined();
    world.sync(both.get(0), parts(both));

    for (int i = 0; i < 6; i++) {
      world.pass(SESSION.dividedBy(2));
      if (world.state() == ClassicState.STABLE) {
        world.heartbeat(both.get(0));
        world.heartbeat(both.get(1));
      }
    }

    assertThat(world.state()).isEqualTo(ClassicState.PREPARING_REBALANCE);
    assertThat(world.heartbeat(both.get(0))).isTrue();
    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.heartbeat(both.get(1)));
  }

  @Test
  void refusesTheFollowersPartWhenTheLeaderNeverSharesOut() {
    List<Joined> both = twoJoined();
    long waiting = world.sync(both.get(1), Map.of());

    world.passStepwise(REBALANCE);

    assertThat(world.refused(waiting).error()).isEqualTo(GroupError.REBALANCE_IN_PROGRESS);
  }

  @Test
  void rebalancesWhenAMemberLeaves() {
    List<Joined> both = twoJoined();
    settle(both);

    world.leave(both.get(1).memberId(), Optional.empty());

    assertThat(world.heartbeat(both.get(0))).isTrue();
    Joined alone = world.joined(world.join(request("range").as(both.get(0).memberId())));
    assertThat(alone.generation()).isEqualTo(both.get(0).generation() + 1);
  }

  @Test
  void isEmptyInANewGenerationWhenTheLastMemberLeaves() {
    Joined member = stable("range");

    world.leave(member.memberId(), Optional.empty());

    assertThat(world.state()).isEqualTo(ClassicState.EMPTY);
    assertThat(world.registry.describe(GROUP).state()).isEqualTo(GroupState.EMPTY);
    assertThat(world.joined(world.join(request("range"))).generation())
        .isEqualTo(member.generation() + 2);
  }

  @Test
  void choosesTheProtocolThatAllKnowAndMostPrefer() {
    Joined first = stable("cooperative", "range", "sticky");
    long second = world.join(request("sticky", "range"));
    world.join(request("sticky", "cooperative", "range"));
    world.join(request("cooperative", "range", "sticky").as(first.memberId()));

    assertThat(world.joined(second).protocol()).isEqualTo("sticky");
  }

  @Test
  void refusesAMemberThatSharesNoProtocolOrIsOfAnotherType() {
    stable("range");

    assertRefused(GroupError.INCONSISTENT_PROTOCOL, () -> world.join(request("sticky")));
    assertRefused(
        GroupError.INCONSISTENT_PROTOCOL, () -> world.join(typed(request("range"), "connect")));
  }

  @Test
  void refusesAnEmptyTypeOrNoProtocolAtAll() {
    assertRefused(GroupError.INCONSISTENT_PROTOCOL, () -> world.join(request()));
    assertRefused(GroupError.INCONSISTENT_PROTOCOL, () -> world.join(typed(request("range"), "")));
  }

  @Test
  void refusesSessionTimeoutsOutsideOfTheLimits() {
    assertRefused(
        GroupError.INVALID_SESSION_TIMEOUT,
        () -> world.join(lasting(ClassicSettings.DEFAULTS.minSessionTimeout().minusMillis(1))));
    assertRefused(
        GroupError.INVALID_SESSION_TIMEOUT,
        () -> world.join(lasting(ClassicSettings.DEFAULTS.maxSessionTimeout().plusMillis(1))));
  }

  @Test
  void refusesMoreMembersThanAllowed() {
    world.join(request("range"));

    // The first is to join anew and has not, so all seats are free.
    for (int i = 0; i < ClassicWorld.MAX_MEMBERS; i++) {
      world.join(request("range"));
    }
    assertRefused(GroupError.GROUP_FULL, () -> world.join(request("range")));
  }

  @Test
  void givesAnIdFirstToThoseWhoCanAskAgain() {
    JoinRequest asking = requiringId(request("range"));

    MemberIdRequired promised = (MemberIdRequired) world.joinReply(world.join(asking));
    assertThat(world.registry.classic().group(GROUP).hasMembers()).isFalse();
    Joined joined = world.joined(world.join(asking.as(promised.memberId())));

    assertThat(joined.memberId()).isEqualTo(promised.memberId());
  }

  @Test
  void forgetsAPromisedIdAfterTheSessionTimeout() {
    JoinRequest asking = requiringId(request("range"));
    MemberIdRequired promised = (MemberIdRequired) world.joinReply(world.join(asking));

    world.pass(SESSION);

    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.join(asking.as(promised.memberId())));
  }

  @Test
  void promisesNoMoreIdsThanThereAreSeats() {
    for (int i = 0; i < ClassicWorld.MAX_MEMBERS; i++) {
      world.join(requiringId(request("range")));
    }

    assertRefused(GroupError.GROUP_FULL, () -> world.join(requiringId(request("range"))));
    world.pass(SESSION);
    world.join(requiringId(request("range")));
  }

  @Test
  void waitsForPromisedMembersBeforeTheNextGeneration() {
    Joined first = stable("range");
    JoinRequest asking = requiringId(request("range"));
    MemberIdRequired promised = (MemberIdRequired) world.joinReply(world.join(asking));

    long again = world.join(request("range").as(first.memberId()));
    assertThat(world.isAnswered(again)).isFalse();
    world.join(asking.as(promised.memberId()));

    assertThat(world.joined(again).members()).hasSize(2);
  }

  @Test
  void refusesIdsItNeverGave() {
    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.join(request("range").as("made up")));
    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.leave("made up", Optional.empty()));
  }

  @Test
  void answersAMemberThatAsksAgainWithThePresentGeneration() {
    List<Joined> both = twoJoined();

    Joined repeated = world.joined(world.join(request("range").as(both.get(1).memberId())));
    settle(both);
    Joined follower = world.joined(world.join(request("range").as(both.get(1).memberId())));

    assertThat(repeated).isEqualTo(both.get(1));
    assertThat(follower).isEqualTo(both.get(1));
    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
  }

  @Test
  void rebalancesWhenTheLeaderOrANewSubscriptionAsksAgain() {
    List<Joined> both = twoJoined();
    settle(both);
    world.join(request("range", "sticky").as(both.get(1).memberId()));
    assertThat(world.state()).isEqualTo(ClassicState.PREPARING_REBALANCE);

    long leader = world.join(request("range").as(both.get(0).memberId()));

    settle(List.of(world.joined(leader)));
    world.join(request("range").as(both.get(0).memberId()));
    assertThat(world.state()).isEqualTo(ClassicState.PREPARING_REBALANCE);
  }

  @Test
  void waitsForMoreMembersOfAnEmptyGroupAsLongAsTheyKeepComing() {
    Duration delay = Duration.ofSeconds(3);
    ClassicWorld slow = new ClassicWorld(ClassicSettings.DEFAULTS.withInitialRebalanceDelay(delay));

    long first = slow.join(request("range"));
    slow.pass(delay.minusMillis(1));
    long second = slow.join(request("range"));
    slow.pass(Duration.ofMillis(1));
    assertThat(slow.isAnswered(first)).isFalse();
    slow.pass(delay);

    assertThat(slow.joined(first).members()).hasSize(2);
    assertThat(slow.isAnswered(second)).isTrue();
  }

  @Test
  void refusesWhatIsOfAnotherGeneration() {
    Joined old = stable("range");
    long second = world.join(request("range"));
    Joined again = world.joined(world.join(request("range").as(old.memberId())));
    settle(List.of(again, world.joined(second)));

    assertRefused(GroupError.ILLEGAL_GENERATION, () -> world.heartbeat(old));
    assertRefused(GroupError.ILLEGAL_GENERATION, () -> world.sync(old, Map.of()));
    assertRefused(
        GroupError.ILLEGAL_GENERATION, () -> world.commit(old.memberId(), old.generation()));
    world.commit(again.memberId(), again.generation());
  }

  @Test
  void refusesASyncUnderAnotherProtocol() {
    Joined joined = world.joined(world.join(request("range")));
    Joined mistaken =
        new Joined(
            joined.memberId(), joined.generation(), "consumer", "sticky", "", false, List.of());

    assertRefused(GroupError.INCONSISTENT_PROTOCOL, () -> world.sync(mistaken, Map.of()));
  }

  @Test
  void refusesCommitsBetweenJoinAndSync() {
    Joined joined = world.joined(world.join(request("range")));

    assertRefused(
        GroupError.REBALANCE_IN_PROGRESS,
        () -> world.commit(joined.memberId(), joined.generation()));
    world.stage(new Committer(joined.memberId(), joined.generation()));
  }

  @Test
  void letsAMemberCommitUntilTheNextGenerationBegins() {
    Joined member = stable("range");
    world.join(request("range"));

    world.commit(member.memberId(), member.generation());
  }

  @Test
  void letsOutsidersCommitOnlyWhileThereAreNoMembers() {
    world.commit("", -1);
    stable("range");

    assertRefused(GroupError.UNKNOWN_MEMBER, () -> world.commit("", -1));
    world.stage(Committer.OUTSIDE);
  }

  @Test
  void isOfOneKindWhileItHasMembers() {
    Joined classic = stable("range");
    HeartbeatRequest other = HeartbeatRequest.join(GROUP, "n", List.of("orders"), REBALANCE);

    assertRefused(
        GroupError.INCONSISTENT_PROTOCOL, () -> world.registry.heartbeat(other, world.now()));
    world.leave(classic.memberId(), Optional.empty());
    int epoch = world.registry.heartbeat(other, world.now()).reply().memberEpoch();
    assertThat(epoch).isGreaterThan(classic.generation());
    assertRefused(GroupError.INCONSISTENT_PROTOCOL, () -> world.join(request("range")));

    world.registry.leave(GROUP, "n", Optional.empty(), world.now());
    assertThat(world.joined(world.join(request("range"))).generation()).isGreaterThan(epoch);
  }

  @Test
  void isNotDeletedWhileItHasMembers() {
    Joined member = stable("range");
    assertRefused(GroupError.GROUP_NOT_EMPTY, () -> world.registry.delete(GROUP));

    world.leave(member.memberId(), Optional.empty());
    world.registry.delete(GROUP);

    assertThat(world.registry.list()).doesNotContainKey(GROUP);
  }

  @Test
  void showsItsMembersToOperators() {
    List<Joined> both = twoJoined();
    settle(both);

    assertThat(world.registry.list())
        .hasEntrySatisfying(
            GROUP,
            group -> {
              assertThat(group.state()).isEqualTo(GroupState.STABLE);
              assertThat(group.kind()).contains(GroupKind.classic("consumer"));
              assertThat(group.classic()).contains(ClassicState.STABLE);
            });
    assertThat(world.describe().protocol()).contains("range");
    assertThat(world.describe().members())
        .hasSize(2)
        .allSatisfy(
            member -> {
              assertThat(member.clientId()).isEqualTo("client");
              assertThat(member.clientHost()).isEqualTo("/127.0.0.1");
              assertThat(member.metadata()).isEqualTo(bytes("knows range"));
              assertThat(member.assignment()).isEqualTo(bytes("part of " + member.memberId()));
            });
  }

  private Joined stable(String... protocols) {
    Joined member = world.joined(world.join(request(protocols)));
    settle(List.of(member));
    return member;
  }

  /** Both in one generation, the leader first. */
  private List<Joined> twoJoined() {
    Joined first = world.joined(world.join(request("range")));
    long second = world.join(request("range"));
    long again = world.join(request("range").as(first.memberId()));
    return List.of(world.joined(again), world.joined(second));
  }

  private void settle(List<Joined> members) {
    Map<String, Opaque> parts = parts(members);
    members.forEach(member -> world.sync(member, parts));
    assertThat(world.state()).isEqualTo(ClassicState.STABLE);
  }

  private static Map<String, Opaque> parts(List<Joined> members) {
    Map<String, Opaque> parts = new HashMap<>();
    members.forEach(member -> parts.put(member.memberId(), partOf(member)));
    return parts;
  }

  private static Opaque partOf(Joined member) {
    return bytes("part of " + member.memberId());
  }

  private static JoinRequest requiringId(JoinRequest request) {
    return new JoinRequest(
        GROUP,
        request.memberId(),
        request.instanceId(),
        true,
        true,
        request.clientId(),
        request.clientHost(),
        request.sessionTimeout(),
        request.rebalanceTimeout(),
        request.protocolType(),
        request.protocols());
  }

  private static JoinRequest typed(JoinRequest request, String type) {
    return new JoinRequest(
        GROUP,
        request.memberId(),
        request.instanceId(),
        false,
        true,
        request.clientId(),
        request.clientHost(),
        request.sessionTimeout(),
        request.rebalanceTimeout(),
        type,
        request.protocols());
  }

  private static JoinRequest lasting(Duration session) {
    JoinRequest request = request("range");
    return new JoinRequest(
        GROUP,
        "",
        Optional.empty(),
        false,
        true,
        request.clientId(),
        request.clientHost(),
        session,
        REBALANCE,
        "consumer",
        request.protocols());
  }

  private static void assertRefused(GroupError error, ThrowingCallable command) {
    GroupException refused = catchThrowableOfType(GroupException.class, command);
    assertThat(refused).isNotNull();
    assertThat(refused.error()).isEqualTo(error);
  }
}
