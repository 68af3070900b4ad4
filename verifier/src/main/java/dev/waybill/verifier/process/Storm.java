package dev.waybill.verifier.process;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Members that join a group, take partitions, handle nothing, and leave again, one after another.
 */
final class Storm {
  private static final int MEMBERS = 4;
  private static final Duration STAY = Duration.ofMillis(400);

  private Storm() {}

  static void over(String bootstrap, String group, String topic) {
    for (int i = 0; i < MEMBERS; i++) {
      Map<String, Object> settings = new HashMap<>();
      settings.put("bootstrap.servers", bootstrap);
      settings.put("client.id", "storm-" + group + "-" + i);
      settings.put("group.id", group);
      settings.put("enable.auto.commit", false);
      settings.put("session.timeout.ms", 6_000);
      settings.put("heartbeat.interval.ms", 300);
      settings.put("max.poll.interval.ms", 12_000);
      settings.put("default.api.timeout.ms", 2_000);
      settings.put("request.timeout.ms", 1_500);
      try (KafkaConsumer<byte[], byte[]> member =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        member.subscribe(List.of(topic), idle(member));
        long end = System.nanoTime() + STAY.toNanos();
        while (System.nanoTime() < end) {
          member.poll(Duration.ofMillis(50));
        }
      } catch (KafkaException e) {
        // It is there to disturb; how its own stay ends does not matter.
      }
    }
  }

  private static ConsumerRebalanceListener idle(KafkaConsumer<byte[], byte[]> member) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        member.pause(partitions);
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    };
  }
}
