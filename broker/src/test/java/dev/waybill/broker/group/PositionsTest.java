package dev.waybill.broker.group;

import static dev.waybill.broker.group.GroupWorld.REBALANCE_TIMEOUT;
import static dev.waybill.broker.group.GroupWorld.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final TopicPartition P0 = partition("orders", 0);
  private static final TopicPartition P1 = partition("orders", 1);
  private static final long PRODUCER = 7;

  private final GroupWorld world = new GroupWorld(Map.of("orders", 2, "returns", 1));
  private final HeartbeatRequest a =
      HeartbeatRequest.join("g", "a", Set.of("orders"), REBALANCE_TIMEOUT);
  private final HeartbeatRequest b =
      HeartbeatRequest.join("g", "b", Set.of("orders"), REBALANCE_TIMEOUT);

  @Test
  void keepsWhatAnOutsiderCommitsToAGroupWithoutMembers() {
    Position position = new Position(12, 3, "note");

    commit(Committer.OUTSIDE, P0, position);

    assertThat(committed(P0)).contains(position);
    assertThat(committed(P1)).isEmpty();
  }

  @Test
  void forgetsWhatACommitSaysIsNone() {
    commit(Committer.OUTSIDE, P0, Position.at(12));
    commit(Committer.OUTSIDE, P1, Position.at(13));

    commit(Committer.OUTSIDE, P0, Position.NONE);

    assertThat(committed(P0)).isEmpty();
    assertThat(committed(P1)).contains(Position.at(13));
    world.restart();
    assertThat(committed(P0)).isEmpty();
  }

  @Test
  void letsNoTransactionForget() {
    commit(Committer.OUTSIDE, P0, Position.at(12));

    assertRefused(
        GroupError.INVALID_REQUEST,
        () ->
            world.registry.stage(
                PRODUCER, "g", Committer.OUTSIDE, Map.of(P0, Position.NONE), world.now()));
    assertThat(committed(P0)).contains(Position.at(12));
  }

  @Test
  void refusesAnOutsiderWhileTheGroupHasMembers() {
    world.heartbeat(a);

    assertRefused(GroupError.UNKNOWN_MEMBER, () -> commit(Committer.OUTSIDE, P0, Position.at(1)));
  }

  @Test
  void letsAMemberCommitWhatItHoldsDuringARebalance() {
    HeartbeatReply first = world.heartbeat(a);
    world.heartbeat(b);
    HeartbeatReply asked = world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
    TopicPartition leaving = asked.assigned().contains(P0) ? P1 : P0;

    commit(new Committer("a", first.memberEpoch()), leaving, Position.at(5));

    assertThat(committed(leaving)).contains(Position.at(5));
  }

  @Test
  void letsAMemberCommitAKeptPartitionWithTheEpochBeforeTheRebalance() {
    HeartbeatReply first = world.heartbeat(a);
    world.heartbeat(b);
    HeartbeatReply asked = world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
    world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));

    commit(new Committer("a", first.memberEpoch()), asked.assigned().first(), Position.at(5));

    assertThat(committed(asked.assigned().first())).contains(Position.at(5));
  }

  @Test
  void refusesTheCommitOfAPartitionGivenUp() {
    HeartbeatReply first = world.heartbeat(a);
    world.heartbeat(b);
    HeartbeatReply asked = world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
    HeartbeatReply kept = world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));
    TopicPartition gone = kept.assigned().contains(P0) ? P1 : P0;

    assertRefused(
        GroupError.NOT_OWNER,
        () -> commit(new Committer("a", kept.memberEpoch()), gone, Position.at(9)));
    assertThat(committed(gone)).isEmpty();
  }

  @Test
  void refusesADelayedCommitOfAPartitionThatWentAwayAndCameBack() {
    HeartbeatReply first = world.heartbeat(a);
    world.heartbeat(b);
    HeartbeatReply asked = world.heartbeat(a.next(first.memberEpoch(), first.assigned()));
    HeartbeatReply kept = world.heartbeat(a.next(asked.memberEpoch(), asked.assigned()));
    TopicPartition gone = kept.assigned().contains(P0) ? P1 : P0;
    world.took(world.registry.leave("g", "b", Optional.empty(), world.now()));
    HeartbeatReply back = world.heartbeat(a.next(kept.memberEpoch(), kept.assigned()));
    assertThat(back.assigned()).contains(gone);

    assertRefused(
        GroupError.STALE_EPOCH,
        () -> commit(new Committer("a", first.memberEpoch()), gone, Position.at(9)));
    commit(new Committer("a", back.memberEpoch()), gone, Position.at(10));
  }

  @Test
  void refusesTheCommitOfAnExpiredMember() {
    HeartbeatReply first = world.heartbeat(a);
    world.pass(GroupWorld.SETTINGS.sessionTimeout());

    assertRefused(
        GroupError.UNKNOWN_MEMBER,
        () -> commit(new Committer("a", first.memberEpoch()), P0, Position.at(9)));
  }

  @Test
  void movesAllPositionsOfACommitOrNone() {
    assertRefused(
        GroupError.UNKNOWN_PARTITION,
        () ->
            world.registry.commit(
                "g",
                Committer.OUTSIDE,
                Map.of(P0, Position.at(1), partition("orders", 2), Position.at(1)),
                world.now()));
    assertRefused(
        GroupError.METADATA_TOO_LARGE,
        () -> commit(Committer.OUTSIDE, P0, new Position(1, -1, "x".repeat(17))));
    assertRefused(
        GroupError.INVALID_REQUEST,
        () -> commit(Committer.OUTSIDE, P0, new Position(1, -1, "\ud800")));

    assertThat(committed(P0)).isEmpty();
  }

  @Test
  void showsStagedPositionsAsPendingUntilTheTransactionCommits() {
    commit(Committer.OUTSIDE, P0, Position.at(1));
    stage(P0, Position.at(8));
    assertThat(fetched(P0)).isEqualTo(new FetchedPosition(Optional.of(Position.at(1)), true));

    Set<String> groups = world.resolve(PRODUCER, true);

    assertThat(groups).containsExactly("g");
    assertThat(fetched(P0)).isEqualTo(new FetchedPosition(Optional.of(Position.at(8)), false));
  }

  @Test
  void dropsStagedPositionsWhenTheTransactionAborts() {
    commit(Committer.OUTSIDE, P0, Position.at(1));
    stage(P0, Position.at(8));

    world.resolve(PRODUCER, false);

    assertThat(fetched(P0)).isEqualTo(new FetchedPosition(Optional.of(Position.at(1)), false));
    assertThat(world.resolve(PRODUCER, true)).isEmpty();
  }

  @Test
  void fencesStagingLikeCommitting() {
    world.heartbeat(a);

    assertRefused(
        GroupError.UNKNOWN_MEMBER,
        () ->
            world.registry.stage(
                PRODUCER,
                "g",
                new Committer("zombie", 1),
                Map.of(P0, Position.at(1)),
                world.now()));
    assertThat(fetched(P0).pending()).isFalse();
  }

  @Test
  void resetsAndDeletesOnlyWhatNobodyUses() {
    world.heartbeat(a);
    assertRefused(GroupError.GROUP_NOT_EMPTY, this::reset);
    assertRefused(GroupError.GROUP_NOT_EMPTY, () -> world.registry.delete("g"));
    world.took(world.registry.leave("g", "a", Optional.empty(), world.now()));
    stage(P0, Position.at(8));
    assertRefused(GroupError.PENDING_TRANSACTION, this::reset);
    world.resolve(PRODUCER, true);

    reset();
    assertThat(committed(P0)).contains(Position.at(0));
    world.took(world.registry.deletePositions("g", List.of(P0)).changes());
    assertThat(committed(P0)).isEmpty();
    world.took(world.registry.delete("g"));
    assertRefused(GroupError.UNKNOWN_GROUP, () -> world.registry.describe("g"));
  }

  @Test
  void forgetsThePositionsOfADeletedTopic() {
    commit(Committer.OUTSIDE, P0, Position.at(4));
    commit(Committer.OUTSIDE, partition("returns", 0), Position.at(5));
    stage(P0, Position.at(8));

    world.setPartitions("orders", 0);
    world.setPartitions("orders", 2);
    world.resolve(PRODUCER, true);

    assertThat(committed(P0)).isEmpty();
    assertThat(committed(partition("returns", 0))).contains(Position.at(5));
  }

  @Test
  void dropsAGroupOnlyAfterItsRetention() {
    commit(Committer.OUTSIDE, P0, Position.at(4));

    world.pass(GroupWorld.SETTINGS.positionRetention().minusMillis(1));
    assertThat(world.registry.list()).containsKey("g");
    world.pass(GroupWorld.SETTINGS.retentionCheckInterval());

    assertThat(world.registry.list()).isEmpty();
  }

  @Test
  void keepsTheGroupOfAMemberThatNeverCommits() {
    HeartbeatReply reply = world.heartbeat(a);
    Duration step = GroupWorld.SETTINGS.sessionTimeout().dividedBy(2);
    Duration twice = GroupWorld.SETTINGS.positionRetention().multipliedBy(2);
    for (Duration d = Duration.ZERO; d.compareTo(twice) < 0; d = d.plus(step)) {
      world.pass(step);
      reply = world.heartbeat(a.next(reply.memberEpoch(), reply.assigned()));
    }

    world.restart();
    world.pass(step);

    assertThat(world.registry.list()).containsKey("g");
  }

  @Test
  void neverDropsAGroupWithAnOpenTransaction() {
    stage(P0, Position.at(4));

    world.pass(GroupWorld.SETTINGS.positionRetention().multipliedBy(3));

    assertThat(world.registry.list()).containsKey("g");
  }

  @Test
  void refusesAFetchByAMemberThatIsNone() {
    world.heartbeat(a);

    assertRefused(
        GroupError.UNKNOWN_MEMBER,
        () -> world.registry.fetch("g", new Committer("zombie", 1), List.of(P0)));
    assertThat(world.registry.fetchAll("nowhere", Committer.OUTSIDE)).isEmpty();
  }

  private void commit(Committer by, TopicPartition partition, Position position) {
    world.took(world.registry.commit("g", by, Map.of(partition, position), world.now()));
  }

  private void stage(TopicPartition partition, Position position) {
    world.took(
        world.registry.stage(
            PRODUCER, "g", Committer.OUTSIDE, Map.of(partition, position), world.now()));
  }

  private void reset() {
    world.took(world.registry.reset("g", Map.of(P0, Position.at(0)), world.now()));
  }

  private FetchedPosition fetched(TopicPartition partition) {
    return world.registry.fetch("g", Committer.OUTSIDE, List.of(partition)).get(partition);
  }

  private Optional<Position> committed(TopicPartition partition) {
    return fetched(partition).committed();
  }

  private static void assertRefused(GroupError error, ThrowingCallable command) {
    assertThatExceptionOfType(GroupException.class)
        .isThrownBy(command)
        .extracting(GroupException::error)
        .isEqualTo(error);
  }
}
