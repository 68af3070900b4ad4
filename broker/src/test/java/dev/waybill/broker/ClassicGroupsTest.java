package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.classic.SyncReply;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassicGroupsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final Opaque PART = Opaque.copyOf(new byte[] {1, 2, 3});

  @TempDir Path directory;

  @Test
  void carriesAMemberAcrossARestart() throws Exception {
    Joined member;
    try (Broker broker = open()) {
      await(broker.createTopic("orders", TopicSettings.ofPartitions(1)));
      member = (Joined) await(broker.joinGroup(request("")));
      SyncReply reply = await(broker.syncGroup(sync(member)));
      assertThat(reply.assignment()).isEqualTo(PART);
    }
    try (Broker broker = open()) {
      await(broker.classicHeartbeat("g", identity(member)));
      await(
          broker.commitPositions(
              "g",
              new Committer(member.memberId(), member.generation()),
              Map.of(ORDERS, Position.at(7))));
      GroupDescription group = await(broker.describeGroup("g"));

      assertThat(group.classic().orElseThrow().state()).isEqualTo(ClassicState.STABLE);
      assertThat(group.positions()).containsEntry(ORDERS, Position.at(7));
      assertThat(await(broker.groups())).containsKey("g");
    }
  }

  @Test
  void answersTheWaitingWhenTheOthersHaveCome() throws Exception {
    try (Broker broker = open()) {
      Joined first = (Joined) await(broker.joinGroup(request("")));
      await(broker.syncGroup(sync(first)));

      CompletableFuture<JoinReply> second = broker.joinGroup(request(""));
      assertRefused(
          ErrorCode.REBALANCE_IN_PROGRESS,
          () -> await(broker.classicHeartbeat("g", identity(first))));
      assertThat(second).isNotDone();
      broker.joinGroup(request(first.memberId()));

      assertThat(await(second)).isInstanceOf(Joined.class);
    }
  }

  @Test
  void turnsTheWaitingAwayWhenItCloses() throws Exception {
    CompletableFuture<JoinReply> waiting;
    try (Broker broker = open()) {
      Joined first = (Joined) await(broker.joinGroup(request("")));
      await(broker.syncGroup(sync(first)));
      waiting = broker.joinGroup(request(""));
      await(broker.groups());
      assertThat(waiting).isNotDone();
    }

    assertRefused(ErrorCode.BROKER_CLOSED, () -> await(waiting));
  }

  @Test
  void letsTheLastMemberLeaveAndTheGroupBeDeleted() throws Exception {
    try (Broker broker = open()) {
      Joined member = (Joined) await(broker.joinGroup(request("")));
      await(broker.syncGroup(sync(member)));
      assertRefused(ErrorCode.GROUP_NOT_EMPTY, () -> await(broker.deleteGroup("g")));

      await(broker.leaveGroup("g", member.memberId(), Optional.empty()));
      await(broker.deleteGroup("g"));

      assertThat(await(broker.groups())).isEmpty();
    }
  }

  private Broker open() {
    return Broker.open(directory, BrokerSettings.defaults(1));
  }

  private static JoinRequest request(String memberId) {
    return new JoinRequest(
        "g",
        memberId,
        Optional.empty(),
        false,
        true,
        "client",
        "/127.0.0.1",
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        "consumer",
        List.of(new Protocol("range", Opaque.EMPTY)));
  }

  private static SyncRequest sync(Joined member) {
    return new SyncRequest(
        "g", identity(member), Optional.empty(), Optional.empty(), Map.of(member.memberId(), PART));
  }

  private static MemberIdentity identity(Joined member) {
    return new MemberIdentity(member.memberId(), Optional.empty(), member.generation());
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable command) {
    assertThatThrownBy(command)
        .cause()
        .isInstanceOfSatisfying(
            BrokerException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }
}
