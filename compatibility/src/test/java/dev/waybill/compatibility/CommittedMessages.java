package dev.waybill.compatibility;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a topic holds for readers of committed messages, read by Kafka's own consumer. */
final class CommittedMessages {

  private CommittedMessages() {}

  /** Waits until there are as many, as one must who was not told of them: {@code acks} 0. */
  static List<String> atLeast(int count, String bootstrap, String topic) {
    List<String> values = of(bootstrap, topic);
    while (values.size() < count) {
      values = of(bootstrap, topic);
    }
    return values;
  }

  /**
   * The values of every message up to the first open transaction, partition after partition, each
   * in its order.
   */
  static List<String> of(String bootstrap, String topic) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<String> values = new ArrayList<>();
      consumer.partitionsFor(topic).stream()
          .map(partition -> new TopicPartition(topic, partition.partition()))
          .forEach(partition -> values.addAll(of(consumer, partition)));
      return values;
    }
  }

  private static List<String> of(Consumer<String, String> consumer, TopicPartition partition) {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    List<String> values = new ArrayList<>();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofSeconds(1))) {
        values.add(message.value());
      }
    }
    return values;
  }
}
