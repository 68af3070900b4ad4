package dev.waybill.kafka.consume;

import dev.waybill.engine.Polled;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The partitions that are ours, and how far reading of each has got. The polling thread's. */
final class Partitions {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> ours = new LinkedHashSet<>();
  private final Pauses pauses;
  private final Stretches stretches;
  private final Leftovers leftovers;

  /**
   * @param maxBatchBytes bound on bytes of one partition in one poll
   */
  Partitions(KafkaConsumer<byte[], byte[]> consumer, int maxBatchBytes) {
    this.consumer = consumer;
    this.pauses = new Pauses(consumer);
    this.stretches = new Stretches();
    this.leftovers = new Leftovers(maxBatchBytes);
  }

  Set<TopicPartition> ours() {
    return ours;
  }

  /** They come, and nothing is fetched of them before {@link #take}. */
  void hold(Collection<TopicPartition> coming) {
    for (TopicPartition partition : coming) {
      pauses.hold(partition);
      // Any place will do, so that Kafka looks for none itself.
      consumer.seek(Words.toKafka(partition), 0);
    }
  }

  /** They are ours, and are read from there. */
  void take(Map<TopicPartition, Long> begins) {
    ours.addAll(begins.keySet());
    begins.forEach(this::place);
  }

  /** Reads from there on. */
  void place(TopicPartition partition, long offset) {
    leftovers.drop(Set.of(partition));
    consumer.seek(Words.toKafka(partition), offset);
    stretches.placed(partition, offset);
    pauses.release(partition);
  }

  /** Whether a place was read from before, so that nobody need be asked whether it exists. */
  boolean hasRead(TopicPartition partition, long offset) {
    return stretches.contains(partition, offset);
  }

  void pause(TopicPartition partition) {
    if (ours.contains(partition)) {
      pauses.pause(partition);
    }
  }

  void resume(TopicPartition partition) {
    if (ours.contains(partition)) {
      pauses.resume(partition);
    }
  }

  /** Whether something was fetched before that may be returned now. */
  boolean hasLeftovers() {
    return leftovers.any(partition -> !pauses.isPaused(partition));
  }

  /**
   * What was left before and what was fetched now, as far as there is room and the reader wants it;
   * of the rest nothing more is fetched meanwhile.
   *
   * @param bytes keys and values of all that was fetched now
   */
  Polled bounded(Polled fetched, long bytes) {
    List<Polled.Batch> batches = new ArrayList<>(fetched.batches().size());
    if (!leftovers.isEmpty()) {
      for (Polled.Batch left : leftovers.take(partition -> !pauses.isPaused(partition))) {
        batches.add(left);
        if (!leftovers.has(left.partition())) {
          pauses.release(left.partition());
        }
      }
    }
    for (Polled.Batch whole : fetched.batches()) {
      if (pauses.isPaused(whole.partition())) {
        leftovers.keep(whole);
      } else {
        batches.add(leftovers.cut(whole, bytes));
      }
      if (leftovers.has(whole.partition())) {
        pauses.hold(whole.partition());
      }
    }
    batches.forEach(batch -> stretches.placed(batch.partition(), batch.nextOffset()));
    return batches.isEmpty() ? Polled.nothing() : new Polled(batches);
  }

  /** Not ours any more. */
  void forget(Collection<TopicPartition> leaving) {
    ours.removeAll(leaving);
    pauses.forget(leaving);
    stretches.forget(leaving);
    leftovers.drop(leaving);
  }
}
