package dev.waybill.verifier.process;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Whether a group has a message before it. A position need not be the end for that: markers and
 * aborted messages may lie between.
 */
final class Lag {
  private static final Duration WAIT = Duration.ofMillis(200);

  private Lag() {}

  /** What is before it, in words; empty: nothing. */
  static String of(String bootstrap, Admin admin, String group, String topic)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> positions =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group).get();
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "none");
    settings.put("enable.auto.commit", false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (PartitionInfo each : consumer.partitionsFor(topic)) {
        TopicPartition partition = new TopicPartition(topic, each.partition());
        OffsetAndMetadata position = positions.get(partition);
        long from = position == null ? 0 : position.offset();
        if (findsMessage(consumer, partition, from)) {
          return partition + " at position " + from + " has messages before it";
        }
      }
    }
    return "";
  }

  /** A partition whose stable end is not its end, in words; empty: all is decided. */
  static String openTransaction(Admin admin, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> stable =
        ends(admin, partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, ListOffsetsResultInfo> all =
        ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
    for (TopicPartition each : partitions) {
      ListOffsetsResultInfo decided = stable.get(each);
      ListOffsetsResultInfo end = all.get(each);
      if (decided != null && end != null && decided.offset() < end.offset()) {
        return each + " ends at " + end.offset() + " and is stable up to " + decided.offset();
      }
    }
    return "";
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> ends(
      Admin admin, Collection<TopicPartition> partitions, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(each -> latest.put(each, OffsetSpec.latest()));
    return admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all().get();
  }

  private static boolean findsMessage(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from) {
    List<TopicPartition> one = List.of(partition);
    long stable = consumer.endOffsets(one).getOrDefault(partition, 0L);
    if (from >= stable) {
      return false;
    }
    consumer.assign(one);
    consumer.seek(partition, from);
    while (consumer.position(partition) < stable) {
      if (!consumer.poll(WAIT).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
