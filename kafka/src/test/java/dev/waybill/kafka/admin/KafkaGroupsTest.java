package dev.waybill.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.GroupDescription.Member;
import dev.waybill.admin.GroupDescription.Position;
import dev.waybill.admin.TopicSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.kafka.Served;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class KafkaGroupsTest {

  private static final TopicPartition FIRST = new TopicPartition("orders", 0);

  @TempDir Path directory;
  private Served server;
  private KafkaClients clients;
  private Cluster cluster;
  private KafkaGroups groups;
  private KafkaTopics topics;

  @BeforeEach
  void open() throws Exception {
    server = Served.on(directory);
    clients = new KafkaClients(server.bootstrapServers());
    cluster = clients.connect(Map.of("requestTimeout", "2s"));
    topics = new KafkaTopics(cluster);
    groups = new KafkaGroups(cluster);
    topics.create("orders", TopicSettings.partitions(2));
    try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      for (int i = 0; i < 10; i++) {
        Object unused =
            producer.send(new ProducerRecord<>("orders", 0, 1_000L * i, "k", "v" + i)).get();
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
    server.close();
  }

  @Test
  void aGroupNobodyHeardOfIsNone() {
    assertThat(groups.list()).isEmpty();
    assertThat(groups.describe("payment")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void membersOwnPartitionsAndThoseNobodyCommittedInCount(String protocol) {
    try (KafkaConsumer<String, String> consumer = clients.consumer("payment", protocol)) {
      consume(consumer);
      consumer.commitSync(
          Map.of(
              new org.apache.kafka.common.TopicPartition("orders", 0), new OffsetAndMetadata(4)));

      GroupDescription found = awaitStable("payment");

      assertThat(groups.list()).containsExactly("payment");
      assertThat(found.isStable()).isTrue();
      Member member = found.members().get(0);
      assertThat(member.id()).isEqualTo(consumer.groupMetadata().memberId());
      assertThat(member.client()).isEqualTo("reader at 127.0.0.1");
      assertThat(member.partitions()).containsExactly(FIRST, new TopicPartition("orders", 1));
      assertThat(found.positions())
          .containsExactly(
              new Position(FIRST, 4, 10, member.id()),
              new Position(new TopicPartition("orders", 1), -1, 0, member.id()));
    }
  }

  @Test
  void aMemberOfThisProcessIsNoOtherReader() {
    try (KafkaConsumer<String, String> consumer = clients.consumer("payment", "consumer")) {
      consume(consumer);
      cluster.ownMembers().add(consumer.groupMetadata().memberId());
      assertThat(awaitStable("payment").members().get(0).client()).isEmpty();

      cluster.ownMembers().remove(consumer.groupMetadata().memberId());
      assertThat(awaitStable("payment").members().get(0).client()).isEqualTo("reader at 127.0.0.1");
    }
  }

  @Test
  void aGroupWhoseMembersLeftIsEmptyAndKeepsItsPositions() {
    left("payment", 4);

    GroupDescription found = groups.describe("payment").orElseThrow();

    assertThat(found.state()).isEqualTo("empty");
    assertThat(found.members()).isEmpty();
    assertThat(found.positions()).contains(new Position(FIRST, 4, 10, null));
  }

  @Test
  void aPositionThatATransactionIsAboutToMoveIsNotToldToWhoGoesOnFromIt() {
    left("payment", 4);
    try (KafkaConsumer<String, String> outsider = clients.consumer("payment", "classic");
        KafkaProducer<String, String> producer =
            clients.producer(Map.of("transactional.id", "teller"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(
          Map.of(new org.apache.kafka.common.TopicPartition("orders", 0), new OffsetAndMetadata(7)),
          outsider.groupMetadata());

      assertThatThrownBy(() -> groups.positions("payment", List.of(FIRST)))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("open transactions")
          .hasMessageContaining("orders");
      assertThat(committed("payment")).isEqualTo(4); // which is what is committed as yet
      assertThatThrownBy(() -> groups.reset("payment", "orders", StartPosition.earliest()))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("open transactions");

      producer.commitTransaction();
    }
    assertThat(committed("payment")).isEqualTo(7);
  }

  @Test
  void positionsOfADeletedTopicBreakNothing() {
    topics.create("gone", TopicSettings.partitions(1));
    left("payment", 4);
    try (KafkaConsumer<String, String> consumer = clients.consumer("payment", "classic")) {
      consumer.commitSync(
          Map.of(new org.apache.kafka.common.TopicPartition("gone", 0), new OffsetAndMetadata(0)));
    }

    topics.delete("gone");

    assertThat(committed("payment")).isEqualTo(4);
  }

  @Test
  void positionsAreMovedToWhatAStartPositionMeansInEachPartition() {
    groups.reset("payment", "orders", StartPosition.latest());
    assertThat(committed("payment")).isEqualTo(10);

    groups.reset("payment", "orders", StartPosition.earliest());
    assertThat(committed("payment")).isZero();

    groups.reset("payment", "orders", StartPosition.time(Instant.ofEpochMilli(2_500)));
    assertThat(committed("payment")).isEqualTo(3);

    groups.reset("payment", "orders", StartPosition.time(Instant.ofEpochMilli(99_999)));
    assertThat(committed("payment")).isEqualTo(10);
    assertThat(groups.describe("payment").orElseThrow().positions()).hasSize(2);
  }

  @Test
  void anOffsetThatThereIsNotIsRefusedWithTheRangeThatThereIs() {
    left("payment", 4);

    assertThatThrownBy(() -> groups.reset("payment", "orders", StartPosition.offset(11)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("no position was moved")
        .hasMessageContaining("found 11");
    assertThat(committed("payment")).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void whileMembersAreThereNothingIsMovedOrForgotten(String protocol) {
    try (KafkaConsumer<String, String> consumer = clients.consumer("payment", protocol)) {
      consume(consumer);
      consumer.commitSync();
      long before = awaitStable("payment").positions().get(0).committed();

      assertThatThrownBy(() -> groups.reset("payment", "orders", StartPosition.earliest()))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("Stop the group's members");
      assertThatThrownBy(() -> groups.delete("payment"))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("Stop the group's members");
      assertThat(committed("payment")).isEqualTo(before);
    }
  }

  @Test
  void resettingInATopicThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> groups.reset("payment", "nothing", StartPosition.earliest()))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("nothing");
    assertThat(groups.list()).isEmpty();
  }

  @Test
  void aForgottenGroupIsGone() {
    left("payment", 4);

    groups.delete("payment");

    assertThat(groups.describe("payment")).isEmpty();
    assertThat(groups.list()).isEmpty();
    assertThatThrownBy(() -> groups.delete("payment")).isInstanceOf(RejectedException.class);
  }

  private void left(String group, long position) {
    try (KafkaConsumer<String, String> consumer = clients.consumer(group, "classic")) {
      consumer.assign(List.of(new org.apache.kafka.common.TopicPartition("orders", 0)));
      consumer.commitSync(
          Map.of(
              new org.apache.kafka.common.TopicPartition("orders", 0),
              new OffsetAndMetadata(position)));
    }
  }

  private static void consume(KafkaConsumer<String, String> consumer) {
    consumer.subscribe(List.of("orders"));
    while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
      // until the assignment is there
    }
  }

  private GroupDescription awaitStable(String group) {
    GroupDescription found = groups.describe(group).orElseThrow();
    while (!found.isStable()) {
      found = groups.describe(group).orElseThrow();
    }
    return found;
  }

  private long committed(String group) {
    return groups.describe(group).orElseThrow().positions().stream()
        .filter(position -> position.partition().equals(FIRST))
        .findFirst()
        .orElseThrow()
        .committed();
  }
}
