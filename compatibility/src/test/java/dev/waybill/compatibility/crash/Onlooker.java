package dev.waybill.compatibility.crash;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** One consumer that reads what is committed, from the beginning through every death. */
final class Onlooker extends Client {
  private static final Duration WAIT = Duration.ofMillis(50);

  private final Map<String, Object> settings;
  private final List<TopicPartition> partitions;
  private final History history;

  Onlooker(
      Map<String, Object> settings, List<TopicPartition> partitions, History history, Work work) {
    super("onlooker", work);
    this.settings = settings;
    this.partitions = partitions;
    this.history = history;
  }

  @Override
  void run() {
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!isFinishing()) {
        consumer.poll(WAIT).forEach(each -> history.reads(Message.of(each)));
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(WAIT).forEach(each -> history.reads(Message.of(each)));
      }
    }
  }
}
