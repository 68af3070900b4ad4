package dev.waybill.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class KcatTest {
  @TempDir static Path directory;
  private static WaybillServer server;
  private static Admin admin;
  private static Kcat kcat;

  @BeforeAll
  static void serve() throws Exception {
    server = WaybillServer.start(directory);
    admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()));
    kcat = Kcat.of(server.bootstrap());
  }

  @AfterAll
  static void end() {
    admin.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void everyCodecArrivesAsItWasSent(String codec) throws Exception {
    String topic = create("codec-" + codec, 1);
    List<String> messages = messages("one of many orders that look alike", 1, 1_000);

    Program.Ended produced =
        kcat.produce(messages, "-t", topic, "-z", codec, "-X", "linger.ms=500");

    assertThat(produced).isEqualTo(nothing());
    assertThat(read(topic)).isEqualTo(messages);
    // librdkafka leaves a batch as it is that would only grow, such as one of a single message.
    assertThat(codecsOf(topic)).contains(codec).isSubsetOf(codec, "none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks=0",
        "acks=1",
        "acks=all",
        "enable.idempotence=true",
        "transactional.id=kcat"
      })
  void everyWayToProduceArrivesInOrder(String setting) throws Exception {
    String topic = create(setting.replace('=', '-'), 1);
    List<String> messages = messages("order", 1, 1_000);

    Program.Ended produced = kcat.produce(messages, "-t", topic, "-q", "-X", setting);

    assertThat(produced).isEqualTo(nothing());
    assertThat(CommittedMessages.atLeast(1_000, server.bootstrap(), topic)).isEqualTo(messages);
  }

  @Test
  void keysHeadersAndTombstonesSurvive() throws Exception {
    String topic = create("whole", 1);

    kcat.produce(List.of("a:1", "a:"), "-t", topic, "-K", ":", "-Z", "-H", "by=kcat");

    assertThat(read(topic, "-f", "%o %k %S %s %h\\n"))
        .containsExactly("0 a 1 1 by=kcat", "1 a -1  by=kcat");
  }

  @Test
  void theMetadataListsBrokerTopicsAndPartitions() throws Exception {
    String topic = create("listed", 2);

    Program.Ended listed = kcat.run("-L", "-t", topic);
    Program.Ended unknown = kcat.run("-L", "-t", "nowhere");

    assertThat(listed.exitCode()).isZero();
    assertThat(listed.lines())
        .containsSubsequence(
            " 1 brokers:",
            "  broker 1 at " + server.bootstrap() + " (controller)",
            " 1 topics:",
            "  topic \"listed\" with 2 partitions:",
            "    partition 0, leader 1, replicas: 1, isrs: 1",
            "    partition 1, leader 1, replicas: 1, isrs: 1");
    assertThat(unknown.printed()).contains("Broker: Unknown topic or partition");
  }

  @Test
  void offsetsAreFoundByTimeAndReadFromThere() throws Exception {
    String topic = create("timed", 1);
    try (Producer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", server.bootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      for (long timestamp = 1_000; timestamp < 1_010; timestamp++) {
        producer.send(new ProducerRecord<>(topic, 0, timestamp, "", "at " + timestamp));
      }
    }

    assertThat(kcat.run("-Q", "-t", "timed:0:1007").printed()).isEqualTo("timed [0] offset 7\n");
    assertThat(kcat.run("-Q", "-t", "timed:0:2000").printed()).isEqualTo("timed [0] offset -1\n");
    assertThat(kcat.run("-Q", "-t", "timed:0:-2").printed()).isEqualTo("timed [0] offset 0\n");
    assertThat(kcat.run("-Q", "-t", "timed:0:-1").printed()).isEqualTo("timed [0] offset 10\n");
    assertThat(kcat.run("-C", "-t", topic, "-o", "s@1007", "-e", "-q").lines())
        .containsExactly("at 1007", "at 1008", "at 1009");
  }

  @Test
  void twoMembersOfAGroupShareItsPartitions() throws Exception {
    String topic = create("shared", 4);
    List<Integer> partitions = List.of(0, 1, 2, 3);
    String[] member = {
      "-G", "shared", topic, "-u", "-c", "20", "-f", "%p %s\\n", "-X", "auto.offset.reset=earliest"
    };

    Program.Ended first;
    Program.Ended second;
    try (Program one = kcat.start(member);
        Program other = startOnceAssigned(one, member)) {
      one.await("assigned: ");
      other.await("assigned: ");
      for (int partition : partitions) {
        List<String> messages = messages("order", 1, 10);
        kcat.produce(messages, "-t", topic, "-p", Integer.toString(partition));
      }
      first = one.ended();
      second = other.ended();
    }

    List<String> expected =
        partitions.stream()
            .flatMap(partition -> messages(partition + " order", 1, 10).stream())
            .toList();
    assertThat(first.exitCode()).isZero();
    assertThat(second.exitCode()).isZero();
    assertThat(received(first)).hasSize(20);
    assertThat(received(second)).hasSize(20);
    assertThat(Stream.concat(received(first).stream(), received(second).stream()))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(
            admin
                .listConsumerGroupOffsets("shared")
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet())
        .hasSize(4)
        .allMatch(position -> position.getValue().offset() == 10);
  }

  @Test
  void whatAnAbortedTransactionSentIsNotReadByReadersOfTheCommitted() throws Exception {
    String topic = create("aborted", 1);
    Map<String, Object> settings =
        Map.of("bootstrap.servers", server.bootstrap(), "transactional.id", "aborted");
    try (Producer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "aborted"));
      producer.flush();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "committed"));
      producer.commitTransaction();
    }

    assertThat(read(topic, "-X", "isolation.level=read_committed")).containsExactly("committed");
    assertThat(read(topic, "-X", "isolation.level=read_uncommitted"))
        .containsExactly("aborted", "committed");
  }

  private static List<String> read(String topic, String... how) throws Exception {
    String[] whole = {"-C", "-t", topic, "-o", "beginning", "-e", "-q"};
    Program.Ended consumed =
        kcat.run(Stream.concat(Stream.of(whole), Stream.of(how)).toArray(String[]::new));
    assertThat(consumed.exitCode()).isZero();
    return consumed.lines();
  }

  private static Program startOnceAssigned(Program one, String... member) throws Exception {
    one.await("assigned: ");
    return kcat.start(member);
  }

  /** The messages; kcat's remarks start with a percent sign. */
  private static List<String> received(Program.Ended member) {
    return member.lines().stream().filter(line -> !line.startsWith("%")).toList();
  }

  private static String create(String topic, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    return topic;
  }

  private static List<String> messages(String words, int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(n -> words + " " + n).toList();
  }

  /** How the batches are stored. */
  private static Set<String> codecsOf(String topic) throws IOException {
    Set<String> codecs = new HashSet<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path segment : files.filter(file -> isSegmentOf(topic, file)).toList()) {
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
          records.batches().forEach(batch -> codecs.add(batch.compressionType().name));
        }
      }
    }
    return codecs;
  }

  private static boolean isSegmentOf(String topic, Path file) {
    return file.toString().endsWith(".log") && file.getParent().getParent().endsWith(topic);
  }

  private static Program.Ended nothing() {
    return new Program.Ended(0, "");
  }
}
