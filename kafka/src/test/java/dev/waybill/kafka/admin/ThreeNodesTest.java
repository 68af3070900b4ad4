package dev.waybill.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.GroupDescription.Position;
import dev.waybill.admin.TopicSettings;
import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaNode;
import dev.waybill.cluster.KafkaSettings;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Administration of Apache Kafka itself: three nodes, so that answers may differ. */
@Timeout(400)
class ThreeNodesTest {

  @TempDir static Path directory;

  private static ApacheKafka kafka;
  private static KafkaClients clients;
  private static Cluster cluster;
  private static KafkaTopics topics;
  private static KafkaGroups groups;
  private static Cautions cautions;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    kafka = ApacheKafka.startTemporary(KafkaSettings.small(3), directory);
    clients = new KafkaClients(kafka.bootstrap());
    cluster = clients.connect(Map.of("requestTimeout", "20s"));
    topics = new KafkaTopics(cluster);
    groups = new KafkaGroups(cluster);
    cautions = new Cautions(cluster);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
    kafka.close();
  }

  @Test
  void whatWasChangedIsSeenByTheNextCallWhomeverItAsks() {
    for (int round = 0; round < 10; round++) {
      topics.create("seen", TopicSettings.partitions(2));
      assertThat(topics.describe("seen").orElseThrow().partitions()).hasSize(2);
      topics.addPartitions("seen", 5);
      assertThat(topics.describe("seen").orElseThrow().partitions())
          .hasSize(5)
          .allMatch(partition -> partition.sizeBytes() >= 0);
      topics.delete("seen");
      assertThat(topics.describe("seen")).isEmpty();
      assertThat(topics.list()).doesNotContain("seen");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void aGroupIsToldWithEveryPartitionItOwnsAndLeftAloneWhileItHasMembers(String protocol)
      throws Exception {
    String topic = "owned-" + protocol;
    publish(topic, 10);
    try (KafkaConsumer<String, String> consumer = clients.consumer("g-" + protocol, protocol)) {
      consumer.subscribe(List.of(topic));
      while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
        // until the assignment is there
      }
      consumer.commitSync(
          Map.of(new org.apache.kafka.common.TopicPartition(topic, 0), new OffsetAndMetadata(4)));
      GroupDescription found = groups.describe("g-" + protocol).orElseThrow();
      while (!found.isStable()) {
        found = groups.describe("g-" + protocol).orElseThrow();
      }

      String member = consumer.groupMetadata().memberId();
      assertThat(found.positions())
          .containsExactly(
              new Position(new TopicPartition(topic, 0), 4, 10, member),
              new Position(new TopicPartition(topic, 1), -1, 0, member));
      assertThatThrownBy(() -> groups.reset("g-" + protocol, topic, StartPosition.earliest()))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("Stop the group's members");
      assertThatThrownBy(() -> groups.delete("g-" + protocol))
          .isInstanceOf(RejectedException.class);
    }
    assertThat(groups.describe("g-" + protocol).orElseThrow().state()).isEqualTo("empty");
    groups.reset("g-" + protocol, topic, StartPosition.offset(0));
    assertThat(groups.describe("g-" + protocol).orElseThrow().positions().get(0).committed())
        .isZero();
    assertThat(groups.list()).contains("g-" + protocol);
    groups.delete("g-" + protocol);
    assertThat(groups.describe("g-" + protocol)).isEmpty();
  }

  @Test
  void aPositionThatATransactionIsAboutToMoveIsNotToldToWhoGoesOnFromIt() throws Exception {
    publish("held", 10);
    groups.reset("holder", "held", StartPosition.earliest());
    try (Cluster hasty = clients.connect(Map.of("requestTimeout", "3s"));
        KafkaConsumer<String, String> outsider = clients.consumer("holder", "classic");
        KafkaProducer<String, String> producer =
            clients.producer(Map.of("transactional.id", "teller"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(
          Map.of(new org.apache.kafka.common.TopicPartition("held", 0), new OffsetAndMetadata(7)),
          outsider.groupMetadata());

      KafkaGroups impatient = new KafkaGroups(hasty);
      assertThatThrownBy(
              () -> impatient.positions("holder", List.of(new TopicPartition("held", 0))))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("open transactions");

      producer.commitTransaction();
    }
    assertThat(groups.describe("holder").orElseThrow().positions().get(0).committed()).isEqualTo(7);
  }

  @Test
  void aClusterAsItShouldBeNeedsNoCautionAndATopicWithOneCopyDoes() {
    topics.create("safe", TopicSettings.partitions(2));
    create("single", 1, Map.of());

    List<Caution> found = cautions.of(Set.of("safe", "single"));

    assertThat(found).filteredOn(caution -> caution.topic().isEmpty()).isEmpty();
    assertThat(found)
        .filteredOn(caution -> caution.topic().equals("safe"))
        .extracting(Caution::sentence)
        .containsExactly("replication factor 3, min.insync.replicas=2");
    assertThat(found)
        .filteredOn(caution -> caution.topic().equals("single"))
        .filteredOn(caution -> caution.severity() == Severity.WARNING)
        .extracting(Caution::concern)
        .containsExactlyInAnyOrder(Concern.CONFIRMED_PUBLISHING, Concern.KEEPING);
  }

  /** These brokers take the smaller of both: a refusal would be wrong. */
  @Test
  void whatAsksForMoreInSyncThanThereAreIsOnlyWarnedOfSinceItIsAcknowledged() throws Exception {
    create("greedy", 3, Map.of("min.insync.replicas", "4"));

    assertThat(cautions.of(Set.of("greedy")))
        .filteredOn(caution -> caution.concern() == Concern.CONFIRMED_PUBLISHING)
        .singleElement()
        .extracting(Caution::severity)
        .isEqualTo(Severity.WARNING);
    try (KafkaProducer<String, String> producer = clients.producer(Map.of("acks", "all"))) {
      assertThat(producer.send(new ProducerRecord<>("greedy", "k", "v")).get().offset()).isZero();
    }
  }

  @Test
  void aPartitionWhoseOnlyBrokerIsAwayIsToldWithoutWaitingForIt() throws Exception {
    create("lonely", 1, Map.of());
    int leader =
        cluster
            .admin()
            .describeTopics(List.of("lonely"))
            .allTopicNames()
            .get()
            .get("lonely")
            .partitions()
            .get(0)
            .leader()
            .id();
    KafkaNode node = kafka.node(leader);
    node.kill();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      List<Caution> found = cautions.of(Set.of("lonely"));
      while (found.stream().noneMatch(caution -> caution.sentence().contains("has no leader now"))
          && System.nanoTime() < deadline) {
        found = cautions.of(Set.of("lonely"));
      }
      assertThat(found)
          .anyMatch(
              caution ->
                  caution.concern() == Concern.ANYTHING
                      && caution.sentence().startsWith("partition 0 has no leader now"));
    } finally {
      node.start();
    }
  }

  private static void create(String topic, int copies, Map<String, String> settings) {
    try {
      cluster
          .admin()
          .createTopics(List.of(new NewTopic(topic, 1, (short) copies).configs(settings)))
          .all()
          .get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    assertThat(new Visibility(cluster).await("creating", topic, Visibility.led(1))).isTrue();
  }

  private static void publish(String topic, int messages) throws Exception {
    topics.create(topic, TopicSettings.partitions(2));
    try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      for (int i = 0; i < messages; i++) {
        Object unused = producer.send(new ProducerRecord<>(topic, 0, "k", "v" + i)).get();
      }
    }
  }
}
