package dev.waybill.compatibility;

import static dev.waybill.compatibility.KafkaTool.BROKER_API_VERSIONS;
import static dev.waybill.compatibility.KafkaTool.CONFIGS;
import static dev.waybill.compatibility.KafkaTool.DELETE_RECORDS;
import static dev.waybill.compatibility.KafkaTool.FEATURES;
import static dev.waybill.compatibility.KafkaTool.GET_OFFSETS;
import static dev.waybill.compatibility.KafkaTool.LOG_DIRS;
import static dev.waybill.compatibility.KafkaTool.TOPICS;
import static dev.waybill.compatibility.KafkaTool.VERIFIABLE_PRODUCER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TopicToolsTest {
  /** 2023-11-14 and 2027-01-15; the producer goes on from them as time passes. */
  private static final long THEN = 1_700_000_000_000L;

  private static final long LATER = 1_800_000_000_000L;

  @TempDir static Path directory;
  private static WaybillServer server;
  private static KafkaTools tools;

  @BeforeAll
  static void serve() throws Exception {
    server = WaybillServer.start(directory);
    tools = KafkaTools.of(server.bootstrap());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  void topicsAreCreatedGrownDescribedAndDeleted() throws Exception {
    Program.Ended created = tools.run(TOPICS, "--create", "--topic", "orders", "--partitions", "3");
    Program.Ended grown = tools.run(TOPICS, "--alter", "--topic", "orders", "--partitions", "5");
    Program.Ended described = tools.run(TOPICS, "--describe", "--topic", "orders");
    Program.Ended deleted = tools.run(TOPICS, "--delete", "--topic", "orders");
    Program.Ended left = tools.run(TOPICS, "--list");

    assertThat(created).isEqualTo(new Program.Ended(0, "Created topic orders.\n"));
    assertThat(grown).isEqualTo(new Program.Ended(0, ""));
    assertThat(described.exitCode()).isZero();
    assertThat(described.lines()).hasSize(6);
    assertThat(described.lines().get(0))
        .startsWith("Topic: orders\tTopicId: ")
        .contains("\tPartitionCount: 5\tReplicationFactor: 1\t");
    assertThat(described.lines().get(5))
        .startsWith("\tTopic: orders\tPartition: 4\tLeader: 1\tReplicas: 1\tIsr: 1");
    assertThat(deleted).isEqualTo(new Program.Ended(0, ""));
    assertThat(left.exitCode()).isZero();
    assertThat(left.lines()).doesNotContain("orders");
  }

  @Test
  void whatCannotBeDoneFailsAndSaysWhy() throws Exception {
    create("taken", "3");

    Program.Ended again = tools.run(TOPICS, "--create", "--topic", "taken");
    Program.Ended shrunk = tools.run(TOPICS, "--alter", "--topic", "taken", "--partitions", "2");
    Program.Ended unknown = tools.run(TOPICS, "--describe", "--topic", "nowhere");
    Program.Ended nonsense = set("taken", "--add-config", "retention.ms=soon");

    assertThat(again.exitCode()).isOne();
    assertThat(again.printed()).contains("TopicExistsException", "found topic \"taken\"");
    assertThat(shrunk.exitCode()).isOne();
    assertThat(shrunk.printed()).contains("Partitions can only be added");
    assertThat(unknown.exitCode()).isOne();
    assertThat(unknown.printed()).contains("Topic 'nowhere' does not exist as expected");
    assertThat(nonsense.exitCode()).isOne();
    assertThat(nonsense.printed()).contains("retention.ms");
  }

  @Test
  void settingsOfATopicAreSetDescribedAndTakenBack() throws Exception {
    create("set", "1", "--config", "cleanup.policy=compact");

    Program.Ended set = set("set", "--add-config", "retention.ms=3600000");
    Program.Ended described = settings("set");
    Program.Ended takenBack = set("set", "--delete-config", "retention.ms");
    Program.Ended left = settings("set");

    assertThat(set)
        .isEqualTo(new Program.Ended(0, "Completed updating config for topic set.\n"))
        .isEqualTo(takenBack);
    assertThat(described.exitCode()).isZero();
    assertThat(described.lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("  cleanup.policy=compact "))
        .anyMatch(line -> line.startsWith("  retention.ms=3600000 "));
    assertThat(left.lines()).hasSize(2).anyMatch(line -> line.contains("cleanup.policy=compact"));
  }

  @Test
  void settingsOfTheBrokerAreDescribed() throws Exception {
    Program.Ended described =
        tools.run(CONFIGS, "--describe", "--entity-type", "brokers", "--entity-name", "1", "--all");

    assertThat(described.exitCode()).isZero();
    assertThat(described.lines()).first().isEqualTo("All configs for broker 1 are:");
    assertThat(described.printed())
        .contains("  auto.create.topics.enable=false ")
        .contains("  log.cleanup.policy=delete ");
  }

  @Test
  void offsetsAreFoundByTime() throws Exception {
    create("timed", "1");
    produce("timed", THEN, 10);
    produce("timed", LATER, 1);

    assertThat(offsets("timed", "earliest")).isEqualTo("timed:0:0\n");
    assertThat(offsets("timed", "latest")).isEqualTo("timed:0:11\n");
    assertThat(offsets("timed", "max-timestamp")).isEqualTo("timed:0:10\n");
    assertThat(offsets("timed", Long.toString(LATER))).isEqualTo("timed:0:10\n");
    assertThat(offsets("timed", Long.toString(2 * LATER))).isEmpty();
  }

  @Test
  void recordsAreDeletedUpToAnOffset() throws Exception {
    create("cut", "1");
    produce("cut", THEN, 10);
    String cut = "{'partitions':[{'topic':'cut','partition':0,'offset':%d}],'version':1}";

    Program.Ended done = deleteBefore(cut.formatted(7));
    Program.Ended tooFar = deleteBefore(cut.formatted(11));

    assertThat(done.exitCode()).isZero();
    assertThat(done.lines()).last().isEqualTo("partition: cut-0\tlow_watermark: 7");
    assertThat(tooFar.printed()).contains("cut-0\terror:").contains("OffsetOutOfRangeException");
    assertThat(offsets("cut", "earliest")).isEqualTo("cut:0:7\n");
    assertThat(offsets("cut", "latest")).isEqualTo("cut:0:10\n");
  }

  @Test
  void theDirectoryTellsTheSizeOfItsPartitions() throws Exception {
    create("sized", "1");
    produce("sized", THEN, 10);

    Program.Ended described = tools.run(LOG_DIRS, "--describe", "--topic-list", "sized");

    assertThat(described.exitCode()).isZero();
    assertThat(described.lines())
        .last()
        .asString()
        .contains("\"logDir\":\"" + directory.resolve("data").toRealPath() + "\"")
        .containsPattern("\\{\"partition\":\"sized-0\",\"size\":[1-9]\\d*,\"offsetLag\":0,");
  }

  @Test
  void theNodeTellsWhatItSpeaks() throws Exception {
    Program.Ended versions = tools.run(BROKER_API_VERSIONS);
    Program.Ended features = tools.run(FEATURES, "describe");

    assertThat(versions.exitCode()).isZero();
    assertThat(versions.printed())
        .startsWith(server.bootstrap() + " (id: 1 ")
        .contains("Produce(0): 0 to 13 [usable: 13]")
        .contains("ShareFetch(78): UNSUPPORTED");
    assertThat(features.exitCode()).isZero();
    assertThat(features.printed())
        .containsPattern("transaction\\.version.*FinalizedVersionLevel: 2")
        .containsPattern("group\\.version.*FinalizedVersionLevel: 1");
  }

  private static void create(String topic, String partitions, String... more) throws Exception {
    String[] arguments = {"--create", "--topic", topic, "--partitions", partitions};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    assertThat(tools.run(TOPICS, all).exitCode()).isZero();
  }

  private static void produce(String topic, long timestamp, int messages) throws Exception {
    Program.Ended produced =
        tools.run(
            VERIFIABLE_PRODUCER,
            "--topic",
            topic,
            "--max-messages",
            Integer.toString(messages),
            "--message-create-time",
            Long.toString(timestamp));
    assertThat(produced.exitCode()).isZero();
    assertThat(produced.printed()).contains("\"sent\":" + messages + ",\"acked\":" + messages);
  }

  private static Program.Ended set(String topic, String how, String what) throws Exception {
    return tools.run(
        CONFIGS, "--alter", "--entity-type", "topics", "--entity-name", topic, how, what);
  }

  private static Program.Ended settings(String topic) throws Exception {
    return tools.run(CONFIGS, "--describe", "--entity-type", "topics", "--entity-name", topic);
  }

  private static String offsets(String topic, String time) throws Exception {
    Program.Ended found = tools.run(GET_OFFSETS, "--topic", topic, "--time", time);
    assertThat(found.exitCode()).isZero();
    return found.printed();
  }

  private static Program.Ended deleteBefore(String json) throws Exception {
    Path file = Files.writeString(directory.resolve("offsets.json"), json.replace('\'', '"'));
    return tools.run(DELETE_RECORDS, "--offset-json-file", file.toString());
  }
}
