package dev.waybill.server.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups that have members on the wire and in this process, or of both protocols, or none. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SharedGroupTest {
  private static final String GROUP = Consumers.GROUP;
  private static final int PARTITIONS = 4;
  private static final String RANGE = "org.apache.kafka.clients.consumer.RangeAssignor";

  @TempDir Path directory;

  @Test
  void aMemberInThisProcessAndOneOnTheWireShareThePartitions() throws Exception {
    try (ServedBroker served = served();
        Consumers wire = new Consumers(served, Consumers.speaking("consumer", "uniform"))) {
      HeartbeatRequest join =
          HeartbeatRequest.join(GROUP, "inside", Set.of("orders"), Duration.ofSeconds(30));
      HeartbeatReply[] inside = {served.broker().heartbeat(join).get()};
      assertThat(inside[0].assigned()).hasSize(PARTITIONS);
      KafkaConsumer<String, String> outside = wire.join("orders");

      wire.until(
          () -> {
            HeartbeatRequest beat = join.next(inside[0].memberEpoch(), inside[0].assigned());
            inside[0] = served.broker().heartbeat(beat).join();
            return inside[0].assigned().size() == 2 && outside.assignment().size() == 2;
          });

      assertThat(named(inside[0].assigned())).doesNotContainAnyElementsOf(outside.assignment());
      TopicPartition mine = inside[0].assigned().first();
      served
          .broker()
          .commitPositions(
              GROUP, new Committer("inside", inside[0].memberEpoch()), Map.of(mine, Position.at(0)))
          .get();
      outside.commitSync();
      assertThat(served.broker().describeGroup(GROUP).get().members())
          .extracting(MemberDescription::client)
          .extracting(client -> client.host())
          .containsExactlyInAnyOrder("in-process", "/127.0.0.1");
    }
  }

  @Test
  void aClassicMemberIsToldThatTheGroupSpeaksTheOtherProtocol() throws Exception {
    try (ServedBroker served = served();
        Consumers modern = new Consumers(served, Consumers.speaking("consumer", "uniform"));
        KafkaConsumer<String, String> classic =
            served.consumer(Consumers.speaking("classic", RANGE))) {
      modern.join("orders");
      modern.until(() -> modern.areBalanced(PARTITIONS));
      classic.subscribe(List.of("orders"));

      assertThatThrownBy(() -> pollOften(classic))
          .isInstanceOf(InconsistentGroupProtocolException.class);
      modern.until(() -> modern.areBalanced(PARTITIONS));
    }
  }

  @Test
  void aGroupOfClassicMembersIsNotFoundByTheConsumerProtocolUntilTheyAreGone() throws Exception {
    try (ServedBroker served = served();
        Consumers classic = new Consumers(served, Consumers.speaking("classic", RANGE));
        RawClient raw = new RawClient(served.server().address())) {
      KafkaConsumer<String, String> only = classic.join("orders");
      classic.until(() -> classic.areBalanced(PARTITIONS));

      assertThat(joining(raw)).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
      classic.leave(only);
      assertThat(joining(raw)).isEqualTo(Errors.NONE);
    }
  }

  @Test
  void anAdminDeletesNoPositionThatLivingConsumersGoOnFrom() throws Exception {
    for (String protocol : List.of("classic", "consumer")) {
      try (ServedBroker served = ServedBroker.on(directory.resolve(protocol));
          Admin admin = served.admin();
          Consumers consumers =
              new Consumers(
                  served,
                  Consumers.speaking(protocol, protocol.equals("classic") ? RANGE : "range"))) {
        served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
        served.broker().createTopic("returns", TopicSettings.ofPartitions(1)).get();
        var orders = new org.apache.kafka.common.TopicPartition("orders", 0);
        var returns = new org.apache.kafka.common.TopicPartition("returns", 0);
        OffsetAndMetadata at = new OffsetAndMetadata(0, "noted");
        admin.alterConsumerGroupOffsets(GROUP, Map.of(orders, at, returns, at)).all().get();
        consumers.join("orders");
        consumers.until(() -> consumers.areBalanced(1));

        var deleted = admin.deleteConsumerGroupOffsets(GROUP, Set.of(orders, returns));

        assertThatThrownBy(() -> deleted.partitionResult(orders).get())
            .cause()
            .isInstanceOf(GroupSubscribedToTopicException.class);
        deleted.partitionResult(returns).get();
        assertThat(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get())
            .containsExactly(Map.entry(orders, at));
      }
    }
  }

  @Test
  void anAdminRemovesAStaticMemberOfEitherProtocolByItsInstance() throws Exception {
    for (String protocol : List.of("classic", "consumer")) {
      try (ServedBroker served = ServedBroker.on(directory.resolve(protocol));
          Admin admin = served.admin();
          Consumers consumers =
              new Consumers(
                  served,
                  Consumers.speaking(protocol, protocol.equals("classic") ? RANGE : "range"))) {
        served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
        KafkaConsumer<String, String> gone =
            consumers.join(Map.of("group.instance.id", "i"), "orders");
        consumers.until(() -> consumers.areBalanced(1));
        consumers.leave(gone);
        assertThat(served.broker().describeGroup(GROUP).get().members()).hasSize(1);

        admin
            .removeMembersFromConsumerGroup(
                GROUP, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("i"))))
            .all()
            .get();

        assertThat(served.broker().describeGroup(GROUP).get().members()).isEmpty();
        assertThat(admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP).type())
            .hasToString(protocol.equals("classic") ? "Classic" : "Consumer");
      }
    }
  }

  private ServedBroker served() throws Exception {
    ServedBroker served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(PARTITIONS)).get();
    return served;
  }

  private static void pollOften(KafkaConsumer<String, String> consumer) {
    while (true) {
      consumer.poll(Duration.ofMillis(50));
    }
  }

  private static Errors joining(RawClient raw) throws Exception {
    ConsumerGroupHeartbeatRequestData join =
        new ConsumerGroupHeartbeatRequestData()
            .setGroupId(GROUP)
            .setMemberId("raw")
            .setRebalanceTimeoutMs(1_000)
            .setSubscribedTopicNames(List.of("orders"))
            .setTopicPartitions(List.of());
    return Errors.forCode(
        raw.ask((short) 1, join, ConsumerGroupHeartbeatResponseData.class).errorCode());
  }

  private static Set<org.apache.kafka.common.TopicPartition> named(
      Iterable<TopicPartition> partitions) {
    Set<org.apache.kafka.common.TopicPartition> named = new HashSet<>();
    for (TopicPartition each : partitions) {
      named.add(new org.apache.kafka.common.TopicPartition(each.topic(), each.partition()));
    }
    return named;
  }
}
