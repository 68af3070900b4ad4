package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** At rest: everything from the start, positions and effects, as fresh readers find them. */
final class FinalReading {
  private static final String READER = "reader";
  private static final Duration WAIT = Duration.ofMillis(200);

  private final String bootstrap;
  private final EventFile events;
  private final Map<Long, Long> copies = new HashMap<>();
  private final Map<String, Map<Long, Boolean>> messages = new HashMap<>();

  FinalReading(String bootstrap, EventFile events) {
    this.bootstrap = bootstrap;
    this.events = events;
  }

  /** Reads topics to their ends. */
  void topics(Collection<String> topics) {
    try (KafkaConsumer<String, byte[]> committed = consumer("read_committed");
        KafkaConsumer<String, byte[]> all = consumer("read_uncommitted")) {
      for (String topic : topics) {
        for (PartitionInfo each : committed.partitionsFor(topic)) {
          read(new TopicPartition(topic, each.partition()), committed, all);
        }
      }
    }
  }

  private void read(
      TopicPartition partition,
      KafkaConsumer<String, byte[]> committed,
      KafkaConsumer<String, byte[]> all) {
    List<TopicPartition> one = List.of(partition);
    long start = committed.beginningOffsets(one).getOrDefault(partition, 0L);
    long stable = committed.endOffsets(one).getOrDefault(partition, 0L);
    long end = all.endOffsets(one).getOrDefault(partition, 0L);
    String topic = partition.topic();
    int number = partition.partition();
    events.add(new Event.StableOffset(READER, topic, number, stable, end));
    committed.assign(one);
    committed.seekToBeginning(one);
    while (committed.position(partition) < stable) {
      for (ConsumerRecord<String, byte[]> each : committed.poll(WAIT)) {
        Payload.Opened opened = Deliveries.opened(each);
        events.add(
            new Event.Read(
                READER, topic, number, each.offset(), opened.message(), opened.integrity()));
        messages.computeIfAbsent(topic, name -> new HashMap<>()).put(opened.message(), true);
        if (each.key() != null) {
          copies.merge(CopierProgram.originOf(each.key()), 1L, Long::sum);
        }
      }
    }
    events.add(new Event.ReadToEnd(READER, topic, number, start, stable));
  }

  /** A group's positions. */
  void positions(String group) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<TopicPartition, OffsetAndMetadata> positions =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group).get();
      positions.forEach(
          (partition, position) -> {
            if (position != null) {
              events.add(
                  new Event.PositionRead(
                      READER, group, partition.topic(), partition.partition(), position.offset()));
            }
          });
    }
  }

  /** The effects of a group that writes them to files, of every message in its topic. */
  void effectsInFiles(String group, String topic, Collection<Path> files) throws IOException {
    Map<Long, Long> counts = new HashMap<>();
    for (Path each : files) {
      // A process may have died before it had one.
      if (Files.exists(each)) {
        EffectFile.count(each, counts);
      }
    }
    tell(group, topic, counts);
  }

  /** The effects of a group that copies, of every message in its topic; after {@link #topics}. */
  void effectsInCopies(String group, String topic) {
    tell(group, topic, copies);
  }

  private void tell(String group, String topic, Map<Long, Long> counts) {
    for (long message : messages.getOrDefault(topic, Map.of()).keySet()) {
      events.add(new Event.EffectCounted(READER, group, message, counts.getOrDefault(message, 0L)));
    }
  }

  private KafkaConsumer<String, byte[]> consumer(String isolation) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("client.id", READER);
    settings.put("isolation.level", isolation);
    settings.put("auto.offset.reset", "none");
    settings.put("enable.auto.commit", false);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
