package dev.waybill.server.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.ServedBroker;
import dev.waybill.server.ServerProperties;
import dev.waybill.server.ServerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigType;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings under Kafka's names, seen and changed with Kafka's own client. */
class ConfigsTest {
  private static final ConfigResource ORDERS =
      new ConfigResource(ConfigResource.Type.TOPIC, "orders");
  private static final ConfigResource NODE = new ConfigResource(ConfigResource.Type.BROKER, "1");

  @TempDir Path directory;

  @Test
  void aSettingsOriginsAreToldTheOneThatCountsFirst() throws Exception {
    try (ServedBroker served = configured(Map.of("log.retention.ms", "5000"));
        Admin admin = served.admin()) {
      create(admin, Map.of("retention.ms", "7000"));
      Config config =
          admin
              .describeConfigs(
                  List.of(ORDERS),
                  new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true))
              .all()
              .get()
              .get(ORDERS);

      ConfigEntry retention = config.get("retention.ms");
      assertThat(retention.value()).isEqualTo("7000");
      assertThat(retention.source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
      assertThat(retention.type()).isEqualTo(ConfigType.LONG);
      assertThat(retention.documentation()).contains("milliseconds");
      assertThat(retention.synonyms())
          .extracting(ConfigEntry.ConfigSynonym::name, ConfigEntry.ConfigSynonym::value)
          .containsExactly(
              tuple("retention.ms", "7000"),
              tuple("log.retention.ms", "5000"),
              tuple("log.retention.ms", "-1"));
      assertThat(config.get("segment.ms").isDefault()).isTrue();
      assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
    }
  }

  @Test
  void aResetSettingIsThatOfTheNodesConfiguration() throws Exception {
    try (ServedBroker served = configured(Map.of("log.retention.ms", "5000"));
        Admin admin = served.admin()) {
      create(admin, Map.of("retention.ms", "7000"));

      alter(admin, ORDERS, new ConfigEntry("retention.ms", ""), OpType.DELETE);

      ConfigEntry retention = describe(admin, ORDERS).get("retention.ms");
      assertThat(retention.value()).isEqualTo("5000");
      assertThat(retention.source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
    }
  }

  @Test
  void theNodesSettingsAreShownAndCannotBeChanged() throws Exception {
    try (ServedBroker served =
            configured(Map.of("transaction.max.timeout.ms", "60000", "num.partitions", "4"));
        Admin admin = served.admin()) {
      Config node = describe(admin, NODE);

      assertThat(node.get("transaction.max.timeout.ms").value()).isEqualTo("60000");
      assertThat(node.get("num.partitions").value()).isEqualTo("4");
      assertThat(node.entries()).allMatch(ConfigEntry::isReadOnly);
      assertThatThrownBy(
              () -> alter(admin, NODE, new ConfigEntry("num.partitions", "5"), OpType.SET))
          .hasCauseInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  void topicsAreCreatedAsTheConfigurationSays() throws Exception {
    try (ServedBroker served = configured(Map.of("num.partitions", "4"));
        Admin admin = served.admin();
        KafkaProducer<String, String> producer = served.producer(Map.of())) {
      producer.send(new ProducerRecord<>("created-by-asking", "v")).get();

      TopicDescription topic =
          admin
              .describeTopics(List.of("created-by-asking"))
              .allTopicNames()
              .get()
              .get("created-by-asking");
      assertThat(topic.partitions()).hasSize(4);
    }
  }

  @Test
  void theBrokersTimeIsToldToProducersAndStored() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin();
        KafkaProducer<String, String> producer = served.producer(Map.of())) {
      create(admin, Map.of("message.timestamp.type", "LogAppendTime"));
      long before = System.currentTimeMillis();

      RecordMetadata sent =
          producer.send(new ProducerRecord<>("orders", 0, 1_000L, "k", "v")).get();

      assertThat(sent.timestamp()).isBetween(before, System.currentTimeMillis());
      alter(admin, ORDERS, new ConfigEntry("message.timestamp.type", "CreateTime"), OpType.SET);
      assertThat(
              producer.send(new ProducerRecord<>("orders", 0, 1_000L, "k", "v")).get().timestamp())
          .isEqualTo(1_000);
    }
  }

  @Test
  void aTimeTooFarFromTheBrokersIsRefused() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin();
        KafkaProducer<String, String> producer = served.producer(Map.of())) {
      create(admin, Map.of("message.timestamp.before.max.ms", "60000"));

      assertThatThrownBy(
              () -> producer.send(new ProducerRecord<>("orders", 0, 1_000L, "k", "v")).get())
          .hasCauseInstanceOf(InvalidTimestampException.class);
      producer.send(new ProducerRecord<>("orders", "k", "v")).get();
    }
  }

  @Test
  void aLargerBatchThanTheTopicAllowsIsRefused() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin();
        KafkaProducer<String, String> producer = served.producer(Map.of())) {
      create(admin, Map.of("max.message.bytes", "500"));

      assertThatThrownBy(() -> producer.send(new ProducerRecord<>("orders", "x".repeat(600))).get())
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @Test
  void aTopicCannotAllowLargerBatchesThanItsNodeTakes() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      int most = served.broker().settings().maxBatchBytes();

      assertThatThrownBy(() -> create(admin, Map.of("max.message.bytes", String.valueOf(most + 1))))
          .hasCauseInstanceOf(InvalidConfigurationException.class);
      create(admin, Map.of("max.message.bytes", String.valueOf(most)));
    }
  }

  @Test
  void settingsOfOneRequestAreChangedTogetherOrNotAtAll() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();

      assertThatThrownBy(
              () ->
                  admin
                      .incrementalAlterConfigs(
                          Map.of(
                              ORDERS,
                              List.of(
                                  new AlterConfigOp(
                                      new ConfigEntry("retention.ms", "1000"), OpType.SET),
                                  new AlterConfigOp(
                                      new ConfigEntry("segment.bytes", "1"), OpType.SET))))
                      .all()
                      .get())
          .hasCauseInstanceOf(InvalidConfigurationException.class);
      assertThat(describe(admin, ORDERS).get("retention.ms").value()).isEqualTo("-1");
    }
  }

  private ServedBroker configured(Map<String, String> entries) throws Exception {
    ServerProperties properties =
        ServerProperties.of(entries, BrokerSettings.defaults(1), ServerSettings.defaults());
    return ServedBroker.on(directory, properties.broker(), properties.server());
  }

  private static void create(Admin admin, Map<String, String> configs) throws Exception {
    admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1).configs(configs))).all().get();
  }

  private static void alter(
      Admin admin, ConfigResource resource, ConfigEntry entry, OpType operation) throws Exception {
    admin
        .incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(entry, operation))))
        .all()
        .get();
  }

  private static Config describe(Admin admin, ConfigResource resource) throws Exception {
    return admin.describeConfigs(List.of(resource)).all().get().get(resource);
  }
}
