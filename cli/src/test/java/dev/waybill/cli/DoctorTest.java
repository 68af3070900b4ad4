package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Waybill;
import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.cli.Shell.Ended;
import dev.waybill.cli.chain.Engines;
import dev.waybill.server.KafkaServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code doctor} and its like on {@code kafka://}: a server with one broker. */
@Timeout(120)
class DoctorTest {

  @TempDir private Path directory;
  private Broker broker;
  private KafkaServer server;
  private String url;

  @BeforeEach
  void serve() throws IOException {
    broker = Broker.open(directory.resolve("served"), BrokerSettings.defaults(1));
    server = KafkaServer.start(broker, new InetSocketAddress("127.0.0.1", 0));
    url = "kafka://" + server.bootstrapServers();
  }

  @AfterEach
  void stop() {
    server.close();
    broker.close();
  }

  @Test
  void whatWeakensAPromiseIsWarnedOfTopicByTopic() {
    run(url, "topics", "create", "orders", "--partitions", "3");
    run(url, "topics", "create", "clicks", "--retention-time", "10m");

    Ended ended = run(url, "doctor");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.lines().get(0)).isEqualTo("engine kafka");
    assertThat(ended.lines().get(1)).startsWith("  WARNING: the cluster has one broker");
    assertThat(ended.out())
        .containsSubsequence(
            "topic clicks",
            "retentionTime: PT10M",
            "WARNING: one copy of a partition (replication factor 1)",
            "WARNING: retention.ms=600000, less than an hour",
            "note: replication factor 1",
            "topic orders",
            "partitions: 3",
            "0 errors, 4 warnings",
            "what every promise assumes besides:",
            "acks=all waits for the in-sync replicas' memory");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void onlyTheTopicsThatWereNamedAreLookedAt() {
    run(url, "topics", "create", "orders");
    run(url, "topics", "create", "clicks");

    assertThat(run(url, "doctor", "clicks").out())
        .contains("topic clicks")
        .doesNotContain("orders");
    assertThat(run(url, "doctor", "nothing").exitCode()).isEqualTo(4);
  }

  @Test
  void anErrorIsAnExitCode() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("orders", Optional.of(1), Optional.empty())
                      .configs(Map.of("retention.ms", "0"))))
          .all()
          .get();
    }

    Ended ended = run(url, "doctor");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("ERROR: retention.ms=0").contains("1 error, ");
  }

  @Test
  void programsReadOneValueALine() {
    run(url, "topics", "create", "orders");

    Ended ended = run(url, "doctor", "--json");

    List<JsonNode> lines =
        ended.lines().stream().map(line -> JsonMapper.shared().readTree(line)).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).get("engine").asString()).isEqualTo("kafka");
    assertThat(lines.get(1).get("topic").asString()).isEqualTo("orders");
    assertThat(lines.get(1).get("settings").get("partitions").asInt()).isEqualTo(1);
    JsonNode caution = lines.get(1).get("cautions").get(0);
    assertThat(caution.get("severity").asString()).isEqualTo("warning");
    assertThat(caution.get("concern").asString()).isEqualTo("keeping");
    assertThat(caution.get("sentence").asString()).startsWith("one copy");
  }

  @Test
  void inOneProcessNothingCanBeSetUpWrongly() {
    String embedded = "embedded:" + directory.resolve("data");
    run(embedded, "topics", "create", "orders");

    Ended ended = run(embedded, "doctor");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .containsSubsequence(
            "engine embedded",
            "topic orders",
            "nothing to warn of",
            "There is one copy of the data");
  }

  @Test
  void messagesGoThroughAClusterAsThroughADirectory() {
    run(url, "topics", "create", "orders");
    new Shell().typing("hello\n").run("publish", "orders", "--to", url);

    Ended consumed = run(url, "consume", "orders", "--group", "g", "--max", "1");

    assertThat(consumed.out()).isEqualTo("hello\n");
    assertThat(run(url, "groups", "list").out()).contains("g");
  }

  @Test
  void theExplainedEngineIsTheRealOne() {
    try (Waybill waybill = Waybill.open(url)) {
      assertThat(waybill.capabilities()).isEqualTo(Engines.KAFKA);
    }
  }

  private static Ended run(String url, String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--to";
    all[arguments.length + 1] = url;
    return new Shell().run(all);
  }
}
