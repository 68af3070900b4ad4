package dev.waybill.broker.group;

import static dev.waybill.broker.group.GroupWorld.REBALANCE_TIMEOUT;
import static dev.waybill.broker.group.GroupWorld.partition;
import static dev.waybill.broker.group.GroupWorld.partitions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a member says of itself, and what follows from it. */
class MemberTermsTest {
  private static final Client CLIENT = new Client("app", "/10.0.0.1", Optional.of("r1"));

  private final GroupWorld world = new GroupWorld(Map.of("orders", 2, "ordinary", 1));
  private final HeartbeatRequest a = join("a");

  @Test
  void operatorsSeeWhoseMemberItIsAndTheRackItSaidOnce() {
    HeartbeatReply joined = world.heartbeat(a.of(CLIENT));

    Client moved = new Client("app", "/10.0.0.2", Optional.empty());
    world.heartbeat(a.next(joined.memberEpoch(), joined.assigned()).of(moved));

    assertThat(only().client()).isEqualTo(new Client("app", "/10.0.0.2", Optional.of("r1")));
  }

  @Test
  void aMemberOfThisProcessIsSaidToBeOne() {
    world.heartbeat(a);

    assertThat(only().client()).isEqualTo(Client.IN_PROCESS);
  }

  @Test
  void aPatternAddsTheTopicsItMatchesToThoseNamed() {
    HeartbeatReply reply = world.heartbeat(a.subscribing(pattern("ord.*", "ordinary")));

    assertThat(reply.assigned())
        .containsAll(partitions("orders", 0, 1))
        .contains(partition("ordinary", 0));
    assertThat(only().pattern()).contains("ord.*");
    assertThat(only().topics()).containsExactly("orders", "ordinary");
  }

  @Test
  void aPatternThatMatchesOtherTopicsLaterMovesTheGroupOn() {
    HeartbeatReply before = world.heartbeat(a.subscribing(pattern("ord.*", "orders")));
    HeartbeatRequest same = a.next(before.memberEpoch(), before.assigned());

    HeartbeatReply unchanged = world.heartbeat(same.subscribing(pattern("ord.*", "orders")));
    HeartbeatReply changed =
        world.heartbeat(same.subscribing(pattern("ord.*", "orders", "ordinary")));

    assertThat(unchanged.memberEpoch()).isEqualTo(before.memberEpoch());
    assertThat(changed.memberEpoch()).isEqualTo(before.memberEpoch() + 1);
    assertThat(changed.assigned()).contains(partition("ordinary", 0));
  }

  @Test
  void aHeartbeatThatSaysNothingOfItsPatternKeepsIt() {
    HeartbeatReply joined = world.heartbeat(a.subscribing(pattern("ord.*", "ordinary")));

    world.heartbeat(a.next(joined.memberEpoch(), joined.assigned()));

    assertThat(only().pattern()).contains("ord.*");
  }

  @Test
  void givingUpAPatternGivesUpItsTopics() {
    HeartbeatReply joined = world.heartbeat(a.subscribing(pattern("ord.*", "ordinary")));

    HeartbeatReply asked =
        world.heartbeat(
            a.next(joined.memberEpoch(), joined.assigned()).subscribing(TopicPattern.NONE));

    assertThat(asked.assigned()).isEqualTo(partitions("orders", 0, 1));
    assertThat(only().pattern()).isEmpty();
  }

  @Test
  void aSessionOfTheMembersOwnExpelsItEarlierAndMakesItHeartbeatMoreOften() {
    HeartbeatReply reply = world.heartbeat(a.silentFor(Duration.ofMillis(300)));

    assertThat(reply.heartbeatInterval()).isEqualTo(Duration.ofMillis(100));
    world.pass(Duration.ofMillis(299));
    assertThat(members()).hasSize(1);
    world.pass(Duration.ofMillis(1));
    assertThat(members()).isEmpty();
  }

  @Test
  void aSessionSaidOnceHoldsForLaterHeartbeatsAndOverridesTheBrokersOwn() {
    Duration session = GroupWorld.SETTINGS.sessionTimeout().multipliedBy(2);
    HeartbeatReply reply = world.heartbeat(a.silentFor(session));
    world.heartbeat(a.next(reply.memberEpoch(), reply.assigned()));

    world.pass(session.minusMillis(1));
    assertThat(members()).hasSize(1);
    world.pass(Duration.ofMillis(1));
    assertThat(members()).isEmpty();
  }

  @Test
  void timeoutsOutOfBoundsAreRefused() {
    assertRefused(GroupError.INVALID_REQUEST, () -> world.heartbeat(a.silentFor(Duration.ZERO)));
    assertRefused(
        GroupError.INVALID_REQUEST,
        () -> world.heartbeat(a.silentFor(Duration.ofSeconds(Long.MAX_VALUE))));
    assertThat(world.registry.list()).isEmpty();
  }

  @Test
  void aMemberThatLostEverythingJoinsAgainUnderItsIdAndWhatItStillCommitsIsRefused() {
    HeartbeatReply first = world.heartbeat(a);
    HeartbeatReply second =
        world.heartbeat(
            a.next(first.memberEpoch(), first.assigned()).subscribing(Set.of("orders")));
    world.setPartitions("orders", 3);
    HeartbeatReply third = world.heartbeat(a.next(second.memberEpoch(), second.assigned()));

    HeartbeatReply again = world.heartbeat(a);

    assertThat(again.memberEpoch()).isEqualTo(third.memberEpoch() + 1);
    assertThat(again.assigned()).isEqualTo(partitions("orders", 0, 1, 2));
    Committer before = new Committer("a", third.memberEpoch());
    assertRefused(
        GroupError.STALE_EPOCH,
        () ->
            world.registry.commit(
                "g", before, Map.of(partition("orders", 0), Position.at(1)), world.now()));
  }

  @Test
  void aStaticMemberLeavesByItsInstanceAloneWhenAnOperatorSaysSo() {
    world.heartbeat(a.as("host-1"));

    world.took(world.registry.leave("g", "", Optional.of("host-1"), world.now()));

    assertThat(members()).isEmpty();
    assertRefused(
        GroupError.UNKNOWN_MEMBER,
        () -> world.registry.leave("g", "", Optional.of("host-1"), world.now()));
  }

  @Test
  void aReplacedProcessCannotLeaveForItsInstance() {
    world.heartbeat(a.as("host-1"));
    world.took(world.registry.leaveTemporarily("g", "a", Optional.of("host-1"), world.now()));
    world.heartbeat(join("next").as("host-1"));

    assertRefused(
        GroupError.FENCED_INSTANCE_ID,
        () -> world.registry.leave("g", "a", Optional.of("host-1"), world.now()));
    assertThat(only().memberId()).isEqualTo("next");
  }

  private MemberDescription only() {
    assertThat(members()).hasSize(1);
    return members().get(0);
  }

  private List<MemberDescription> members() {
    return world.registry.describe("g").members();
  }

  private static TopicPattern pattern(String text, String... matching) {
    return new TopicPattern(text, new TreeSet<>(List.of(matching)));
  }

  private static HeartbeatRequest join(String member) {
    return HeartbeatRequest.join("g", member, Set.of("orders"), REBALANCE_TIMEOUT);
  }

  private static void assertRefused(GroupError error, ThrowingCallable command) {
    assertThatExceptionOfType(GroupException.class)
        .isThrownBy(command)
        .extracting(GroupException::error)
        .isEqualTo(error);
  }
}
