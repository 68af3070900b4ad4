package dev.waybill.kafka.consume;

import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Why Kafka's consumer fetches nothing of a partition: its reader paused it, or it is held back
 * here, because its place is not known yet or what was fetched before is not returned yet.
 */
final class Pauses {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> asked = new HashSet<>();
  private final Set<TopicPartition> held = new HashSet<>();

  Pauses(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** The reader wants nothing of it. */
  void pause(TopicPartition partition) {
    if (asked.add(partition) && !held.contains(partition)) {
      consumer.pause(Set.of(Words.toKafka(partition)));
    }
  }

  /** The reader wants it again. */
  void resume(TopicPartition partition) {
    if (asked.remove(partition) && !held.contains(partition)) {
      consumer.resume(Set.of(Words.toKafka(partition)));
    }
  }

  boolean isPaused(TopicPartition partition) {
    return asked.contains(partition);
  }

  void hold(TopicPartition partition) {
    if (held.add(partition) && !asked.contains(partition)) {
      consumer.pause(Set.of(Words.toKafka(partition)));
    }
  }

  void release(TopicPartition partition) {
    if (held.remove(partition) && !asked.contains(partition)) {
      consumer.resume(Set.of(Words.toKafka(partition)));
    }
  }

  /** Not ours any more: Kafka has forgotten it, too. */
  void forget(Collection<TopicPartition> leaving) {
    asked.removeAll(leaving);
    held.removeAll(leaving);
  }
}
