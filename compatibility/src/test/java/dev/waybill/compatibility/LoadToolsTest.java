package dev.waybill.compatibility;

import static dev.waybill.compatibility.KafkaTool.CONSOLE_CONSUMER;
import static dev.waybill.compatibility.KafkaTool.CONSUMER_PERFORMANCE;
import static dev.waybill.compatibility.KafkaTool.MESSAGE_COPIER;
import static dev.waybill.compatibility.KafkaTool.PRODUCER_PERFORMANCE;
import static dev.waybill.compatibility.KafkaTool.TOPICS;
import static dev.waybill.compatibility.KafkaTool.VERIFIABLE_CONSUMER;
import static dev.waybill.compatibility.KafkaTool.VERIFIABLE_PRODUCER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
@Order(2)
class LoadToolsTest {
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

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-1"})
  void whatTheVerifiableProducerSendsTheVerifiableConsumerReceives(String acks) throws Exception {
    String topic = "acks" + acks;
    create(topic, "1");

    Program.Ended produced =
        tools.run(VERIFIABLE_PRODUCER, "--topic", topic, "--max-messages", "300", "--acks", acks);
    Program.Ended consumed =
        tools.run(
            VERIFIABLE_CONSUMER,
            "--topic",
            topic,
            "--group-id",
            topic,
            "--max-messages",
            "300",
            "--reset-policy",
            "earliest");

    assertThat(produced.exitCode()).isZero();
    assertThat(produced.printed()).contains("\"sent\":300,\"acked\":300");
    assertThat(consumed.exitCode()).isZero();
    assertThat(consumed.printed())
        .contains("\"offset\":300}],\"success\":true")
        .contains("shutdown_complete");
  }

  @Test
  void thePerformanceToolsMoveEveryMessage() throws Exception {
    create("fast", "4");

    Program.Ended plain = perform("fast", "20000", "--command-property", "compression.type=lz4");
    Program.Ended transactional =
        perform("fast", "20000", "--transactional-id", "fast", "--transaction-duration-ms", "20");
    Program.Ended consumed =
        tools.run(CONSUMER_PERFORMANCE, "--topic", "fast", "--num-records", "40000");

    assertThat(plain.exitCode()).isZero();
    assertThat(plain.lines()).last().asString().startsWith("20000 records sent, ");
    assertThat(transactional.exitCode()).isZero();
    assertThat(transactional.lines()).last().asString().startsWith("20000 records sent, ");
    assertThat(consumed.exitCode()).isZero();
    assertThat(consumed.lines()).last().asString().contains(", 40000, ");
  }

  @Test
  void theCopierCopiesEachMessageOnceThoughItAbortsAtRandom() throws Exception {
    create("source", "1");
    create("copy", "1");
    tools.run(VERIFIABLE_PRODUCER, "--topic", "source", "--max-messages", "500");

    Program.Ended copied =
        tools.run(
            MESSAGE_COPIER,
            "--input-topic",
            "source",
            "--input-partition",
            "0",
            "--output-topic",
            "copy",
            "--transactional-id",
            "copier",
            "--consumer-group",
            "copier",
            "--transaction-size",
            "25",
            "--enable-random-aborts",
            "--use-group-metadata");
    Program.Ended read =
        tools.run(
            CONSOLE_CONSUMER,
            "--topic",
            "copy",
            "--from-beginning",
            "--isolation-level",
            "read_committed",
            "--max-messages",
            "500");

    assertThat(copied.exitCode()).isZero();
    assertThat(copied.printed()).contains("\"consumed\":500", "\"remaining\":0");
    List<String> sent = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
    assertThat(CommittedMessages.of(server.bootstrap(), "copy")).isEqualTo(sent);
    assertThat(read.exitCode()).isZero();
    assertThat(read.lines()).filteredOn(line -> line.matches("\\d+")).isEqualTo(sent);
    assertThat(read.printed()).contains("Processed a total of 500 messages\n");
  }

  private static void create(String topic, String partitions) throws Exception {
    Program.Ended created =
        tools.run(TOPICS, "--create", "--topic", topic, "--partitions", partitions);
    assertThat(created.exitCode()).isZero();
  }

  private static Program.Ended perform(String topic, String records, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--topic", topic, "--num-records", records));
    arguments.addAll(List.of("--record-size", "100", "--throughput", "-1"));
    arguments.addAll(List.of(more));
    return tools.run(PRODUCER_PERFORMANCE, arguments.toArray(String[]::new));
  }
}
