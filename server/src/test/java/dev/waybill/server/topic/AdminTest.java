package dev.waybill.server.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTest {
  private static final ConfigResource ORDERS =
      new ConfigResource(ConfigResource.Type.TOPIC, "orders");

  @TempDir Path directory;

  @Test
  void aClusterIsItsDirectoryHoweverOftenItStarts() throws Exception {
    String first = clusterId(directory.resolve("a"));

    assertThat(clusterId(directory.resolve("a"))).isEqualTo(first).hasSize(22);
    assertThat(clusterId(directory.resolve("b"))).isNotEqualTo(first);
  }

  private static String clusterId(Path of) throws Exception {
    try (ServedBroker served = ServedBroker.on(of);
        Admin admin = served.admin()) {
      return admin.describeCluster().clusterId().get();
    }
  }

  @Test
  void createsDescribesGrowsAndDeletesATopic() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("orders", Optional.of(3), Optional.empty())
                      .configs(Map.of("retention.ms", "1000", "min.insync.replicas", "1"))))
          .all()
          .get();

      TopicDescription described =
          admin.describeTopics(List.of("orders")).allTopicNames().get().get("orders");
      assertThat(described.partitions()).hasSize(3);
      assertThat(described.partitions().get(2).leader().port())
          .isEqualTo(served.server().address().getPort());
      assertThat(served.broker().topic("orders").orElseThrow().settings().retention().time())
          .contains(Duration.ofSeconds(1));

      admin.createPartitions(Map.of("orders", NewPartitions.increaseTo(5))).all().get();
      assertThat(
              admin
                  .describeTopics(TopicCollection.ofTopicIds(List.of(described.topicId())))
                  .allTopicIds()
                  .get()
                  .get(described.topicId())
                  .partitions())
          .hasSize(5);

      admin.deleteTopics(Set.of("orders")).all().get();
      assertThat(admin.listTopics().names().get()).isEmpty();
    }
  }

  @Test
  void refusesTopicsThatCannotBe() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();

      assertThatThrownBy(() -> create(admin, new NewTopic("orders", 1, (short) 1)))
          .hasCauseInstanceOf(TopicExistsException.class);
      assertThatThrownBy(() -> create(admin, new NewTopic("no spaces", 1, (short) 1)))
          .hasCauseInstanceOf(InvalidTopicException.class);
      assertThatThrownBy(() -> create(admin, new NewTopic("three", 1, (short) 3)))
          .hasCauseInstanceOf(InvalidReplicationFactorException.class)
          .hasMessageContaining("one node");
      assertThatThrownBy(
              () ->
                  create(
                      admin,
                      new NewTopic("odd", 1, (short) 1).configs(Map.of("retention.ms", "soon"))))
          .hasCauseInstanceOf(InvalidConfigurationException.class);
      assertThatThrownBy(() -> admin.deleteTopics(Set.of("nothing")).all().get())
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
      assertThat(admin.listTopics().names().get()).containsExactly("orders");
    }
  }

  @Test
  void alteredSettingsTakeEffectAndCanBeReset() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();

      alter(admin, new ConfigEntry("max.message.bytes", "2000"), OpType.SET);

      assertThat(config(admin, "max.message.bytes").value()).isEqualTo("2000");
      assertThat(served.broker().topic("orders").orElseThrow().settings().maxBatchBytes())
          .isEqualTo(2_000);
      alter(admin, new ConfigEntry("max.message.bytes", ""), OpType.DELETE);
      assertThat(config(admin, "max.message.bytes").isDefault()).isTrue();
      assertThatThrownBy(
              () -> alter(admin, new ConfigEntry("cleanup.policy", "sometimes"), OpType.SET))
          .hasCauseInstanceOf(InvalidConfigurationException.class);
    }
  }

  @Test
  void findsOffsetsByTimeAndTheYoungest() throws Exception {
    TopicPartition partition = new TopicPartition("orders", 0);
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
      try (KafkaProducer<String, String> producer =
          served.producer(Map.of("enable.idempotence", false))) {
        for (long timestamp : new long[] {1_000, 3_000, 2_000}) {
          producer.send(new ProducerRecord<>("orders", 0, timestamp, "k", "v")).get();
        }
      }

      assertThat(offset(admin, partition, OffsetSpec.earliest())).isZero();
      assertThat(offset(admin, partition, OffsetSpec.latest())).isEqualTo(3);
      assertThat(offset(admin, partition, OffsetSpec.maxTimestamp())).isEqualTo(1);
      assertThat(offset(admin, partition, OffsetSpec.forTimestamp(1_500))).isEqualTo(1);
      assertThat(offset(admin, partition, OffsetSpec.forTimestamp(3_001))).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
  void findsTheVeryMessageInsideACompressedBatch(String codec) throws Exception {
    TopicPartition partition = new TopicPartition("orders", 0);
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
      try (KafkaProducer<String, String> producer =
          served.producer(
              Map.of("compression.type", codec, "linger.ms", 1_000, "enable.idempotence", false))) {
        for (long timestamp : new long[] {1_000, 3_000, 2_000}) {
          producer.send(new ProducerRecord<>("orders", 0, timestamp, "k", "v".repeat(100)));
        }
      }

      assertThat(offset(admin, partition, OffsetSpec.maxTimestamp())).isEqualTo(1);
      assertThat(offset(admin, partition, OffsetSpec.forTimestamp(500))).isZero();
      assertThat(offset(admin, partition, OffsetSpec.forTimestamp(1_001))).isEqualTo(1);
      assertThat(offset(admin, partition, OffsetSpec.forTimestamp(3_001))).isEqualTo(-1);
    }
  }

  private static void create(Admin admin, NewTopic topic) throws Exception {
    admin.createTopics(List.of(topic)).all().get();
  }

  private static void alter(Admin admin, ConfigEntry entry, OpType operation) throws Exception {
    admin
        .incrementalAlterConfigs(Map.of(ORDERS, List.of(new AlterConfigOp(entry, operation))))
        .all()
        .get();
  }

  private static ConfigEntry config(Admin admin, String name) throws Exception {
    return admin.describeConfigs(List.of(ORDERS)).all().get().get(ORDERS).get(name);
  }

  private static long offset(Admin admin, TopicPartition partition, OffsetSpec spec)
      throws Exception {
    return admin.listOffsets(Map.of(partition, spec)).partitionResult(partition).get().offset();
  }
}
