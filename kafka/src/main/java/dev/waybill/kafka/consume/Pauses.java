package dev.waybill.kafka.consume;

import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * What the reader wants nothing of, and what Kafka's consumer fetches nothing of, because its place
 * is not known yet or what was fetched before is not returned yet.
 *
 * <p>That the reader pauses a partition is not told to Kafka at once: it takes a round trip to the
 * consumer's own thread, and a reader that just keeps up pauses and resumes many times a second.
 * Something that comes of a paused partition is kept, and the partition held until it is returned.
 */
final class Pauses {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> paused = new HashSet<>();
  private final Set<TopicPartition> held = new HashSet<>();

  Pauses(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** The reader wants nothing of it. */
  void pause(TopicPartition partition) {
    paused.add(partition);
  }

  /** The reader wants it again. */
  void resume(TopicPartition partition) {
    paused.remove(partition);
  }

  boolean isPaused(TopicPartition partition) {
    return paused.contains(partition);
  }

  /** Kafka fetches no more of it. */
  void hold(TopicPartition partition) {
    if (held.add(partition)) {
      consumer.pause(Set.of(Words.toKafka(partition)));
    }
  }

  void release(TopicPartition partition) {
    if (held.remove(partition)) {
      consumer.resume(Set.of(Words.toKafka(partition)));
    }
  }

  /** Not ours any more: Kafka has forgotten it, too. */
  void forget(Collection<TopicPartition> leaving) {
    paused.removeAll(leaving);
    held.removeAll(leaving);
  }
}
