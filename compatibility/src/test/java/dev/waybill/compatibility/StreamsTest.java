package dev.waybill.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.compatibility.crash.Mortal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Streams under {@code exactly_once_v2}, while it and the server are killed. */
@Timeout(300)
@Order(2)
class StreamsTest {
  private static final int PARTITIONS = 2;
  private static final int VOCABULARY = 60;
  private static final int WORDS_PER_LINE = 5;
  private static final int LINES_PER_STEP = 2_000;
  private static final int KILLS = 2;

  @TempDir Path directory;

  private final Random random = new Random(1);
  private final Map<String, Long> expected = new HashMap<>();
  private final Map<String, Long> counted = new HashMap<>();
  private Mortal server;
  private WordCounter streams;
  private KafkaProducer<String, String> producer;
  private KafkaConsumer<String, Long> reader;
  private final List<Future<RecordMetadata>> fed = new ArrayList<>();
  private int killsAtWork;

  @BeforeEach
  void serve() throws Exception {
    server = Mortal.start(directory);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(WordCount.LINES, PARTITIONS, (short) 1),
                  new NewTopic(WordCount.COUNTS, PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", server.bootstrap(), "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer());
    reader = reader(WordCount.COUNTS);
  }

  @AfterEach
  void end() {
    streams.close();
    producer.close(Duration.ZERO);
    reader.close();
    server.close();
  }

  @Test
  void wordsAreCountedExactlyThroughKillsOfBothSides() throws Exception {
    streams = streams("classic");
    for (int i = 0; i < KILLS; i++) {
      feed();
      awaitProgress();
      streams.kill();
      streams = streams("classic");

      feed();
      awaitProgress();
      server.kill();
      server.startAgain();
    }
    feed();
    awaitProgress();
    streams.kill();
    deleteState();
    streams = streams("classic");
    assertThat(restored(streams)).as("restored by a process without state").isPositive();

    feed();
    awaitAll();
    assertThat(killsAtWork).as("kills that met unfinished work").isGreaterThan(KILLS);
    assertThat(lastOf(WordCount.CHANGELOG)).isEqualTo(expected);
    assertThat(cleanupPolicy(WordCount.CHANGELOG)).isEqualTo("compact");
    assertThat(cleanupPolicy(WordCount.REPARTITION)).isEqualTo("delete");
  }

  @Test
  void theStreamsProtocolIsRefusedInWords() throws Exception {
    streams = streams("streams");

    assertThat(streams.exitCode()).isOne();
    assertThat(streams.await(WordCount.CANNOT_GO_ON, 1))
        .first()
        .asString()
        .contains("UnsupportedVersionException");
  }

  private WordCounter streams(String protocol) throws Exception {
    return WordCounter.start(server.bootstrap(), directory, protocol);
  }

  private void feed() {
    for (int i = 0; i < LINES_PER_STEP; i++) {
      List<String> words = new ArrayList<>();
      for (int j = 0; j < WORDS_PER_LINE; j++) {
        String word = "word-" + random.nextInt(VOCABULARY);
        words.add(word);
        expected.merge(word, 1L, Long::sum);
      }
      String key = Integer.toString(i);
      fed.add(producer.send(new ProducerRecord<>(WordCount.LINES, key, String.join(" ", words))));
    }
  }

  /** Waits until more is counted than was; what is left then is met by a kill. */
  private void awaitProgress() throws IOException {
    long before = sum(counted);
    while (sum(counted) == before) {
      read();
    }
    if (sum(counted) < sum(expected)) {
      killsAtWork++;
    }
  }

  private void awaitAll() throws Exception {
    producer.flush();
    for (Future<RecordMetadata> each : fed) {
      each.get();
    }
    while (sum(counted) < sum(expected)) {
      read();
    }
    assertThat(counted).isEqualTo(expected);
  }

  /** A count that does not grow is a word counted twice, or a state that went back. */
  private void read() throws IOException {
    streams.checkAlive();
    reader
        .poll(Duration.ofMillis(100))
        .forEach(
            each -> {
              Long before = counted.put(each.key(), each.value());
              assertThat(each.value())
                  .as("count of %s after %s", each.key(), before)
                  .isGreaterThan(before == null ? 0 : before)
                  .isLessThanOrEqualTo(expected.get(each.key()));
            });
  }

  private static long restored(WordCounter streams) throws Exception {
    return streams.await(WordCount.RESTORED, PARTITIONS).stream().mapToLong(Long::parseLong).sum();
  }

  private void deleteState() throws IOException {
    try (Stream<Path> files = Files.walk(WordCounter.state(directory))) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private Map<String, Long> lastOf(String topic) {
    Map<String, Long> last = new HashMap<>();
    try (KafkaConsumer<String, Long> consumer = reader(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(each -> last.put(each.key(), each.value()));
      }
    }
    return last;
  }

  private String cleanupPolicy(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()))) {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .get(resource)
          .get("cleanup.policy")
          .value();
    }
  }

  /** At the beginning of all partitions of a topic. */
  private KafkaConsumer<String, Long> reader(String topic) {
    KafkaConsumer<String, Long> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                server.bootstrap(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "none"),
            new StringDeserializer(),
            new LongDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
    return consumer;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
