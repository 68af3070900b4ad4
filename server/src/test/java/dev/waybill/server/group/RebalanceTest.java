package dev.waybill.server.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kafka's own consumers come and go; {@link Consumers} fails when two have one partition. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@Order(1)
class RebalanceTest {
  private static final int PARTITIONS = 6;
  private static final int MESSAGES = 600;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "classic,org.apache.kafka.clients.consumer.RangeAssignor",
    "classic,org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    "consumer,range",
    "consumer,uniform"
  })
  void consumersThatComeAndGoReadEverythingOnce(String protocol, String assignor) throws Exception {
    try (ServedBroker served = served();
        Consumers consumers = new Consumers(served, Consumers.speaking(protocol, assignor))) {
      produce(served, 0);
      consumers.join("orders");
      consumers.until(() -> consumers.areBalanced(PARTITIONS));
      KafkaConsumer<String, String> second = consumers.join("orders");
      consumers.join("orders");
      consumers.until(() -> consumers.areBalanced(PARTITIONS));
      consumers.until(() -> consumers.distinct().size() == MESSAGES);

      consumers.leave(second);
      produce(served, MESSAGES);
      consumers.until(() -> consumers.areBalanced(PARTITIONS));
      consumers.join("orders");
      consumers.until(() -> consumers.areBalanced(PARTITIONS));
      consumers.until(() -> consumers.distinct().size() == 2 * MESSAGES);

      // Everybody commits before it lets go, so nothing is read twice.
      assertThat(consumers.read()).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "classic,org.apache.kafka.clients.consumer.RangeAssignor",
    "classic,org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    "consumer,uniform"
  })
  void aStaticMembersRestartMovesNoPartition(String protocol, String assignor) throws Exception {
    try (ServedBroker served = served();
        Consumers consumers = new Consumers(served, Consumers.speaking(protocol, assignor))) {
      Map<String, Object> first = Map.of("group.instance.id", "one");
      KafkaConsumer<String, String> one = consumers.join(first, "orders");
      KafkaConsumer<String, String> two =
          consumers.join(Map.of("group.instance.id", "two"), "orders");
      consumers.until(() -> consumers.areBalanced(PARTITIONS));
      Set<TopicPartition> before = Set.copyOf(one.assignment());
      Set<TopicPartition> others = Set.copyOf(two.assignment());

      consumers.leave(one);
      KafkaConsumer<String, String> back = consumers.join(first, "orders");
      consumers.until(() -> consumers.areBalanced(PARTITIONS));

      assertThat(back.assignment()).isEqualTo(before);
      assertThat(two.assignment()).isEqualTo(others);
      assertThat(served.broker().describeGroup(Consumers.GROUP).get().members()).hasSize(2);
    }
  }

  private ServedBroker served() throws Exception {
    ServedBroker served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(PARTITIONS)).get();
    return served;
  }

  private static void produce(ServedBroker served, int from) {
    try (KafkaProducer<String, String> producer = served.producer(Map.of())) {
      for (int i = from; i < from + MESSAGES; i++) {
        producer.send(new ProducerRecord<>("orders", i % PARTITIONS, "key", "value-" + i));
      }
    }
  }
}
