package dev.waybill.server.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.server.ServedBroker;
import dev.waybill.server.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic of which the latest of every key stays, as Kafka's own clients see it. */
@Timeout(60)
class CompactedTopicTest {
  private static final TopicPartition TABLE = new TopicPartition("table", 0);
  private static final int KEYS = 5;
  private static final int UPDATES = 200;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"none", "zstd"})
  void olderValuesGoAndTheLatestOfEveryKeyStaysAtItsOffset(String codec) throws Exception {
    try (ServedBroker served = lively();
        Admin admin = served.admin();
        KafkaProducer<String, String> producer =
            served.producer(Map.of("compression.type", codec))) {
      create(admin);
      Map<String, Long> latest = new HashMap<>();
      for (int i = 0; i < UPDATES; i++) {
        String key = "k" + i % KEYS;
        latest.put(key, producer.send(new ProducerRecord<>("table", key, "v" + i)).get().offset());
      }

      int left = UPDATES;
      while (left > UPDATES / 2) {
        left = read(served).size();
      }

      Map<String, Long> seen = new HashMap<>();
      read(served).forEach(record -> seen.put(record.key(), record.offset()));
      assertThat(seen).isEqualTo(latest);
    }
  }

  @Test
  void aMessageWithoutAKeyIsRefused() throws Exception {
    try (ServedBroker served = lively();
        Admin admin = served.admin();
        KafkaProducer<String, String> producer = served.producer(Map.of())) {
      create(admin);

      assertThatThrownBy(() -> producer.send(new ProducerRecord<>("table", "v")).get())
          .hasCauseInstanceOf(InvalidRecordException.class);
    }
  }

  @Test
  void messagesAreNotDeletedByOffset() throws Exception {
    try (ServedBroker served = lively();
        Admin admin = served.admin()) {
      create(admin);
      Map<TopicPartition, RecordsToDelete> all = Map.of(TABLE, RecordsToDelete.beforeOffset(-1));

      assertThatThrownBy(() -> admin.deleteRecords(all).all().get())
          .hasCauseInstanceOf(PolicyViolationException.class);
    }
  }

  private ServedBroker lively() throws Exception {
    return ServedBroker.on(
        directory,
        BrokerSettings.defaults(1).withRetentionInterval(Duration.ofMillis(50)),
        ServerSettings.defaults());
  }

  private static void create(Admin admin) throws Exception {
    NewTopic table =
        new NewTopic("table", 1, (short) 1)
            .configs(
                Map.of(
                    "cleanup.policy", "compact",
                    "segment.bytes", "1024",
                    "min.cleanable.dirty.ratio", "0.01"));
    admin.createTopics(List.of(table)).all().get();
  }

  private static List<ConsumerRecord<String, String>> read(ServedBroker served) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = served.consumer(Map.of())) {
      consumer.assign(List.of(TABLE));
      consumer.seekToBeginning(List.of(TABLE));
      long end = consumer.endOffsets(List.of(TABLE)).get(TABLE);
      while (consumer.position(TABLE) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
