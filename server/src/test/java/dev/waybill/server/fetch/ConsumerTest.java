package dev.waybill.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void readsWhatWasProducedInOrder(String compression) throws Exception {
    try (ServedBroker served = ServedBroker.on(directory)) {
      served
          .broker()
          .createTopic("orders", TopicSettings.ofPartitions(1).withSegmentBytes(64 * 1024))
          .get();
      produce(served, 5_000, Map.of("compression.type", compression));

      try (KafkaConsumer<String, String> consumer =
          served.consumer(Map.of("max.partition.fetch.bytes", 10_000))) {
        consumer.assign(List.of(ORDERS));
        consumer.seek(ORDERS, 0);

        List<ConsumerRecord<String, String>> read = poll(consumer, 5_000);

        assertThat(read).extracting(ConsumerRecord::offset).isSorted().doesNotHaveDuplicates();
        assertThat(read.get(4_999).value()).isEqualTo("value-4999");
      }
    }
  }

  @Test
  void waitsForARecordThatIsNotThereYet() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory)) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
      try (KafkaConsumer<String, String> consumer =
          served.consumer(Map.of("fetch.max.wait.ms", 5_000))) {
        consumer.assign(List.of(ORDERS));
        consumer.seek(ORDERS, 0);
        assertThat(consumer.poll(Duration.ofMillis(200))).isEmpty();

        produce(served, 1, Map.of());

        assertThat(poll(consumer, 1)).extracting(ConsumerRecord::value).containsExactly("value-0");
      }
    }
  }

  @Test
  void readsNothingOfAPausedPartitionAndGoesOnWhereItIsSent() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory)) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
      produce(served, 10, Map.of());
      try (KafkaConsumer<String, String> consumer = served.consumer(Map.of())) {
        consumer.assign(List.of(ORDERS));
        consumer.seekToBeginning(List.of(ORDERS));
        assertThat(poll(consumer, 10)).hasSize(10);

        consumer.pause(List.of(ORDERS));
        consumer.seek(ORDERS, 7);
        assertThat(consumer.poll(Duration.ofMillis(200))).isEmpty();

        consumer.resume(List.of(ORDERS));
        assertThat(poll(consumer, 3))
            .extracting(ConsumerRecord::value)
            .containsExactly("value-7", "value-8", "value-9");
      }
    }
  }

  private static void produce(ServedBroker served, int count, Map<String, Object> config) {
    Map<String, Object> all = new HashMap<>(config);
    all.put("enable.idempotence", false);
    all.put("batch.size", 2_000);
    try (KafkaProducer<String, String> producer = served.producer(all)) {
      for (int i = 0; i < count; i++) {
        producer.send(new ProducerRecord<>("orders", "key-" + i, "value-" + i));
      }
    }
  }

  private static List<ConsumerRecord<String, String>> poll(
      KafkaConsumer<String, String> consumer, int count) {
    List<ConsumerRecord<String, String>> read = new ArrayList<>();
    while (read.size() < count) {
      consumer.poll(Duration.ofSeconds(10)).forEach(read::add);
    }
    return read;
  }
}
