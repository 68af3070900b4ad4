package dev.waybill.server.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Order(1)
class ConsumerGroupTest {
  private static final int PARTITIONS = 4;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "classic,org.apache.kafka.clients.consumer.RangeAssignor",
    "classic,org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    "consumer,range",
    "consumer,uniform"
  })
  void twoConsumersShareTheTopicAndGoOnWhereTheGroupCommitted(String protocol, String assignor)
      throws Exception {
    try (ServedBroker served = served()) {
      Set<String> seen = new HashSet<>();
      try (KafkaConsumer<String, String> one = member(served, protocol, assignor);
          KafkaConsumer<String, String> two = member(served, protocol, assignor)) {
        one.subscribe(List.of("orders"));
        two.subscribe(List.of("orders"));
        while (one.assignment().size() != 2 || two.assignment().size() != 2) {
          poll(one, seen);
          poll(two, seen);
        }
        assertThat(one.assignment()).doesNotContainAnyElementsOf(two.assignment());
        produce(served, 0, 100);
        while (seen.size() < 100) {
          poll(one, seen);
          poll(two, seen);
        }
        one.commitSync();
        two.commitSync();
      }

      produce(served, 100, 10);

      Set<String> later = new HashSet<>();
      try (KafkaConsumer<String, String> next = member(served, protocol, assignor)) {
        next.subscribe(List.of("orders"));
        while (later.size() < 10) {
          poll(next, later);
        }
      }
      assertThat(later).doesNotContainAnyElementsOf(seen);
    }
  }

  @Test
  void aPatternIsResolvedByTheServerAndSeesTopicsThatComeLater() throws Exception {
    try (ServedBroker served = served();
        KafkaConsumer<String, String> consumer = member(served, "consumer", "uniform")) {
      consumer.subscribe(new SubscriptionPattern("ord.*"));
      while (consumer.assignment().size() < PARTITIONS) {
        consumer.poll(Duration.ofMillis(50));
      }

      served.broker().createTopic("ordinary", TopicSettings.ofPartitions(1)).get();

      while (consumer.assignment().size() < PARTITIONS + 1) {
        consumer.poll(Duration.ofMillis(50));
      }
      assertThat(consumer.assignment()).contains(new TopicPartition("ordinary", 0));
    }
  }

  @Test
  void aPatternIsResolvedByTheClientAndSeesTopicsThatComeLater() throws Exception {
    try (ServedBroker served = served();
        KafkaConsumer<String, String> consumer =
            served.consumer(Map.of("group.id", "g", "metadata.max.age.ms", 100))) {
      consumer.subscribe(Pattern.compile("ord.*"));
      while (consumer.assignment().size() < PARTITIONS) {
        consumer.poll(Duration.ofMillis(50));
      }

      served.broker().createTopic("ordinary", TopicSettings.ofPartitions(1)).get();

      while (consumer.assignment().size() < PARTITIONS + 1) {
        consumer.poll(Duration.ofMillis(50));
      }
      assertThat(consumer.assignment()).contains(new TopicPartition("ordinary", 0));
    }
  }

  @Test
  void aGroupThatCommitsByItselfGoesOn() throws Exception {
    try (ServedBroker served = served()) {
      Map<String, Object> settings = Map.of("group.id", "g", "enable.auto.commit", true);
      Set<String> seen = new HashSet<>();
      produce(served, 0, 10);
      try (KafkaConsumer<String, String> consumer = served.consumer(settings)) {
        consumer.subscribe(List.of("orders"));
        while (seen.size() < 10) {
          poll(consumer, seen);
        }
      }
      Set<String> later = new HashSet<>();
      produce(served, 10, 10);
      try (KafkaConsumer<String, String> next = served.consumer(settings)) {
        next.subscribe(List.of("orders"));
        while (later.size() < 10) {
          poll(next, later);
        }
      }
      assertThat(later).doesNotContainAnyElementsOf(seen);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void anAdminSeesTheGroupAndItsMembersAndDeletesItOnceItIsEmpty(String protocol) throws Exception {
    try (ServedBroker served = served();
        Admin admin = served.admin()) {
      produce(served, 0, 10);
      String assignor =
          protocol.equals("classic")
              ? "org.apache.kafka.clients.consumer.RangeAssignor"
              : "uniform";
      try (KafkaConsumer<String, String> consumer = member(served, protocol, assignor)) {
        consumer.subscribe(List.of("orders"));
        Set<String> seen = new HashSet<>();
        while (seen.size() < 10) {
          poll(consumer, seen);
        }
        consumer.commitSync();

        var described = admin.describeConsumerGroups(List.of("g")).all().get().get("g");

        assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(described.members()).hasSize(1);
        var member = described.members().iterator().next();
        assertThat(member.clientId()).isNotEmpty();
        assertThat(member.host()).isEqualTo("/127.0.0.1");
        assertThat(member.assignment().topicPartitions()).hasSize(PARTITIONS);
        assertThat(admin.listGroups().all().get())
            .singleElement()
            .satisfies(
                listed -> {
                  assertThat(listed.groupId()).isEqualTo("g");
                  assertThat(listed.type().orElseThrow().toString())
                      .isEqualToIgnoringCase(protocol);
                });
      }
      Map<TopicPartition, OffsetAndMetadata> positions =
          admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata().get();
      assertThat(positions.values().stream().mapToLong(OffsetAndMetadata::offset).sum())
          .isEqualTo(10);

      TopicPartition first = new TopicPartition("orders", 0);
      admin.alterConsumerGroupOffsets("g", Map.of(first, new OffsetAndMetadata(1))).all().get();
      admin.deleteConsumerGroupOffsets("g", Set.of(new TopicPartition("orders", 1))).all().get();
      positions = admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata().get();
      assertThat(positions).hasSize(PARTITIONS - 1);
      assertThat(positions.get(first).offset()).isEqualTo(1);

      admin.deleteConsumerGroups(List.of("g")).all().get();
      assertThat(admin.listGroups().all().get()).isEmpty();
    }
  }

  private ServedBroker served() throws Exception {
    ServedBroker served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(PARTITIONS)).get();
    return served;
  }

  private static KafkaConsumer<String, String> member(
      ServedBroker served, String protocol, String assignor) {
    Map<String, Object> config = new HashMap<>();
    config.put("group.id", "g");
    config.put("group.protocol", protocol);
    config.put("enable.auto.commit", false);
    config.put(
        protocol.equals("classic") ? "partition.assignment.strategy" : "group.remote.assignor",
        assignor);
    return served.consumer(config);
  }

  private static void poll(KafkaConsumer<String, String> consumer, Set<String> into) {
    consumer.poll(Duration.ofMillis(50)).forEach(record -> into.add(record.value()));
  }

  private static void produce(ServedBroker served, int from, int count) {
    try (KafkaProducer<String, String> producer =
        served.producer(Map.of("enable.idempotence", false))) {
      for (int i = from; i < from + count; i++) {
        producer.send(new ProducerRecord<>("orders", i % PARTITIONS, "key", "value-" + i));
      }
    }
  }
}
