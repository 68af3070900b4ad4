package dev.waybill.compatibility.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Everything that is committed, read by a consumer that knows of nothing before. */
final class FreshRead {
  private static final Duration WAIT = Duration.ofMillis(100);

  private FreshRead() {}

  /**
   * Reads to the end, which must not be held back by a transaction that nobody ends.
   *
   * @param settings of a consumer
   */
  static List<Message> all(Map<String, Object> settings, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = ends(settings, partitions, "read_committed");
    assertThat(ends)
        .as("the ends of what is stable, beside the ends of the partitions")
        .isEqualTo(ends(settings, partitions, "read_uncommitted"));
    List<Message> read = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(with(settings, "read_committed"))) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(WAIT).forEach(each -> read.add(Message.of(each)));
      }
    }
    return read;
  }

  private static Map<TopicPartition, Long> ends(
      Map<String, Object> settings, List<TopicPartition> partitions, String isolation) {
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(with(settings, isolation))) {
      return consumer.endOffsets(partitions);
    }
  }

  private static Map<String, Object> with(Map<String, Object> settings, String isolation) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("isolation.level", isolation);
    return all;
  }
}
