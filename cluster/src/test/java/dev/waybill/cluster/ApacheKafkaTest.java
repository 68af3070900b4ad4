package dev.waybill.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
class ApacheKafkaTest {

  private static final TopicPartition PARTITION = new TopicPartition("events", 0);

  @TempDir Path directory;

  @Test
  void anAcknowledgedRecordSurvivesItsLeadersDeathAndTheDeadNodeCatchesUp() throws Exception {
    List<Process> processes;
    try (ApacheKafka kafka = ApacheKafka.startTemporary(KafkaSettings.small(3), directory);
        Roles roles = new Roles(kafka.bootstrap())) {
      processes = kafka.nodes().stream().map(KafkaNode::process).toList();
      createTopic(kafka, (short) 3);
      KafkaNode leader = kafka.node(roles.leader("events", 0));
      try (Producer<String, String> producer = producer(kafka)) {
        publish(producer, "before");

        leader.kill();
        RecordMetadata second = publish(producer, "after");

        assertThat(second.offset()).isEqualTo(1);
      }
      assertThat(kafka.node(roles.leader("events", 0)).id()).isNotEqualTo(leader.id());
      assertThat(values(kafka)).containsExactly("before", "after");
      assertThat(leader.isRunning()).isFalse();

      leader.start();
      roles.awaitWhole();

      assertThat(roles.inSync("events", 0)).containsExactlyInAnyOrder(1, 2, 3);
    }
    assertThat(processes).noneMatch(Process::isAlive);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void oneNodeStartsPausesGoesOnAndFindsItsDataAfterARestart() throws Exception {
    try (ApacheKafka kafka = ApacheKafka.start(KafkaSettings.small(1), directory);
        Roles roles = new Roles(kafka.bootstrap())) {
      createTopic(kafka, (short) 1);
      KafkaNode node = kafka.node(1);
      try (Producer<String, String> producer = producer(kafka)) {
        publish(producer, "before");
        node.pause();
        assertThatThrownBy(node::start)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("PAUSED");
        var sent = producer.send(new ProducerRecord<>("events", 0, "", "while it is stopped"));
        assertThat(sent).isNotDone();

        node.resume();
        sent.get(60, TimeUnit.SECONDS);
        node.stop();
        node.start();

        assertThat(roles.leader("events", 0)).isEqualTo(1);
        assertThat(values(kafka)).containsExactly("before", "while it is stopped");
      }
    }
    assertThat(directory.resolve(Path.of("node-1", "data"))).isNotEmptyDirectory();
    try (ApacheKafka again = ApacheKafka.start(KafkaSettings.small(1), directory)) {
      assertThat(values(again)).containsExactly("before", "while it is stopped");
    }
  }

  @Test
  void aNodeWhosePortIsTakenMeanwhileTriesAgain() throws Exception {
    try (ApacheKafka kafka = ApacheKafka.startTemporary(KafkaSettings.small(1), directory)) {
      KafkaNode node = kafka.node(1);
      node.stop();
      int port = Integer.parseInt(node.address().split(":")[1]);
      try (ServerSocket thief = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
          LogWatch watch = new LogWatch(node.log(), "Address already in use", thief::close)) {
        node.start();

        assertThat(watch.sawIt()).isTrue();
      }
      assertThat(node.isRunning()).isTrue();
    }
  }

  @Test
  void aClusterEndsWithItsStarterEvenIfThatOneIsKilled() throws Exception {
    Process starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dwaybill.home=" + System.getProperty("waybill.home"),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                directory.toString())
            .redirectError(directory.resolve("starter.log").toFile())
            .start();
    try {
      String line = starter.inputReader(UTF_8).readLine();
      ProcessHandle node = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
      assertThat(node.isAlive()).isTrue();

      starter.toHandle().destroyForcibly();

      node.onExit().get(60, TimeUnit.SECONDS);
    } finally {
      starter.destroyForcibly();
    }
  }

  /** Starts a node, says which process it is, and waits for its own death. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] args) throws Exception {
      try (ApacheKafka kafka = ApacheKafka.start(KafkaSettings.small(1), Path.of(args[0]))) {
        System.out.println(kafka.node(1).process().pid());
        kafka.node(1).process().waitFor();
      }
    }
  }

  @Test
  void aFreePortIsOneThatTheSystemGivesToNobodyElse() throws Exception {
    try (ServerSocket given = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePort.find(6)).hasSize(6).allMatch(port -> port < given.getLocalPort());
    }
  }

  @Test
  void aNodeThatCannotStartSaysWhyAndLeavesNothing() {
    KafkaSettings wrong = KafkaSettings.small(1).withProperty("num.io.threads", "none");

    assertThatThrownBy(() -> ApacheKafka.startTemporary(wrong, directory))
        .hasMessageContaining("num.io.threads");
    assertThat(directory).isEmptyDirectory();
    assertThatThrownBy(() -> KafkaSettings.small(2)).hasMessageContaining("expected 1 or 3");
  }

  private static void createTopic(ApacheKafka kafka, short replicas) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic("events", 1, replicas))).all().get();
    }
  }

  private static Producer<String, String> producer(ApacheKafka kafka) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static RecordMetadata publish(Producer<String, String> producer, String value)
      throws Exception {
    return producer.send(new ProducerRecord<>("events", 0, "", value)).get(120, TimeUnit.SECONDS);
  }

  private static List<String> values(ApacheKafka kafka) {
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrap()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      List<String> values = new ArrayList<>();
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(5))) {
          values.add(record.value());
        }
      }
      return values;
    }
  }
}
