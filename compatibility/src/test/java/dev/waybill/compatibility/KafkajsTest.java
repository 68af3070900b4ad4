package dev.waybill.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class KafkajsTest {
  private static final int SIGKILLED = 128 + 9;

  @TempDir static Path directory;
  private static WaybillServer server;
  private static Admin admin;
  private static Kafkajs kafkajs;

  @BeforeAll
  static void serve() throws Exception {
    server = WaybillServer.start(directory);
    admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()));
    kafkajs = Kafkajs.of(server.bootstrap());
  }

  @AfterAll
  static void end() {
    admin.close();
    server.close();
  }

  @Test
  void whatIsNotAwaitedArrives() throws Exception {
    String topic = create("sent-0");

    Program.Ended sent = kafkajs.run("send.js", topic, "0", "1", "10");

    assertThat(sent).isEqualTo(new Program.Ended(0, ""));
    assertThat(CommittedMessages.atLeast(10, server.bootstrap(), topic)).isEqualTo(numbers(1, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "idempotent"})
  void whatIsAcknowledgedIsThere(String how) throws Exception {
    String topic = create("sent-" + how);

    Program.Ended first = kafkajs.run("send.js", topic, how, "1", "10");
    Program.Ended second = kafkajs.run("send.js", topic, how, "11", "10");

    assertThat(first.exitCode()).isZero();
    assertThat(second.exitCode()).isZero();
    assertThat(second.printed()).isEqualTo("sent " + topic + " 0 10\n");
    assertThat(CommittedMessages.of(server.bootstrap(), topic)).isEqualTo(numbers(1, 20));
  }

  @Test
  void aGroupThatCommitsByItselfGoesOn() throws Exception {
    String topic = create("automatic");
    kafkajs.run("send.js", topic, "-1", "1", "10");

    Program.Ended first = kafkajs.run("consume.js", topic, "automatic", "auto", "10");
    kafkajs.run("send.js", topic, "-1", "11", "2");
    Program.Ended second = kafkajs.run("consume.js", topic, "automatic", "auto", "12");

    assertThat(first).isEqualTo(received(1, 10));
    assertThat(second).isEqualTo(received(11, 12));
  }

  @Test
  void aGroupThatCommitsByHandGoesOnWhereItSaid() throws Exception {
    String topic = create("manual");
    kafkajs.run("send.js", topic, "idempotent", "1", "10");

    Program.Ended first = kafkajs.run("consume.js", topic, "manual", "manual", "10", "7");
    Program.Ended second = kafkajs.run("consume.js", topic, "manual", "manual", "10", "10");

    assertThat(first).isEqualTo(received(1, 10));
    assertThat(second).isEqualTo(received(8, 10));
  }

  @Test
  void transactionsBackToBackCommitOrAbortMessagesAndPositionsTogether() throws Exception {
    String output = create("output");

    Program.Ended transacted =
        kafkajs.run("transact.js", "transactional", create("source"), output, "group", "60");

    // Nothing else is said: no transaction met one that was still under way.
    assertThat(transacted.lines())
        .isEqualTo(
            IntStream.rangeClosed(1, 60)
                .mapToObj(
                    n ->
                        n % 3 == 0
                            ? "aborted " + n + " position " + (n - 1)
                            : "committed " + n + " position " + n)
                .toList());
    assertThat(transacted.exitCode()).isZero();
    List<String> committed =
        numbers(1, 60).stream().filter(n -> Integer.parseInt(n) % 3 != 0).toList();
    assertThat(CommittedMessages.of(server.bootstrap(), output)).isEqualTo(committed);
    assertThat(kafkajs.run("consume.js", output, "reader", "auto", "59").lines())
        .isEqualTo(committed.stream().map(n -> "received " + n).toList());
  }

  @Test
  void aCopierThatIsKilledInATransactionHasCopiedEachMessageOnceInTheEnd() throws Exception {
    String source = create("copy-source");
    String output = create("copy-output");
    kafkajs.run("send.js", source, "-1", "1", "100");

    Program.Ended killed;
    try (Program copier = kafkajs.start("copy.js", source, output, "copier", "100", "35")) {
      copier.await("in the middle of 31 to 40");
      killed = copier.kill();
    }
    List<String> between = CommittedMessages.of(server.bootstrap(), output);
    Program.Ended restarted = kafkajs.run("copy.js", source, output, "copier", "100");

    assertThat(killed.exitCode()).isEqualTo(SIGKILLED);
    assertThat(between).isEqualTo(numbers(1, 30));
    assertThat(restarted.exitCode()).isZero();
    assertThat(restarted.printed()).contains("copied 31 to 40", "copied 91 to 100");
    assertThat(CommittedMessages.of(server.bootstrap(), output)).isEqualTo(numbers(1, 100));
  }

  @Test
  void membersOfAGroupShareItsPartitions() throws Exception {
    String topic = create("shared", 2);
    try (Program one = kafkajs.start("member.js", topic, "shared")) {
      one.await("assigned [0,1]");
      try (Program other = kafkajs.start("member.js", topic, "shared")) {
        String given = other.await("assigned [");
        assertThat(given).isIn("assigned [0]", "assigned [1]");
        one.await(given.equals("assigned [0]") ? "assigned [1]" : "assigned [0]");
        kafkajs.run("send.js", topic, "-1", "1", "1", "0");
        kafkajs.run("send.js", topic, "-1", "2", "1", "1");
        one.await(given.equals("assigned [0]") ? "received 2 of 1" : "received 1 of 0");
        other.await(given.equals("assigned [0]") ? "received 1 of 0" : "received 2 of 1");

        assertThat(one.end().exitCode()).isZero();
        other.await("assigned [0,1]");
        assertThat(other.end().exitCode()).isZero();
      }
    }
  }

  @Test
  void anOperatorFindsAndDoesWhatKafkajsOffers() throws Exception {
    String topic = create("operated");
    kafkajs.run("send.js", topic, "-1", "1", "10");
    kafkajs.run("consume.js", topic, "operated", "auto", "10");

    Program.Ended operated = kafkajs.run("admin.js", topic, "operated");

    assertThat(operated.exitCode()).isZero();
    // What kafkajs logs about the topic that exists already is on the other stream.
    assertThat(operated.lines().stream().filter(line -> !line.startsWith("{")))
        .containsExactly(
            "cluster [1,1]",
            "created true",
            "again false",
            "grown [[0,1],[1,1],[2,1]]",
            "set [[\"retention.ms\",\"3600000\"]]",
            "deleted true",
            "offsets {\"partition\":0,\"offset\":\"10\",\"high\":\"10\",\"low\":\"0\"}",
            "by time [{\"partition\":0,\"offset\":\"0\"}]",
            "cut \"4\"",
            "groups [{\"groupId\":\"operated\",\"protocolType\":\"consumer\"}]",
            "state [\"Empty\"]",
            "position \"10\"",
            "moved \"7\"",
            "reset \"-1\"",
            "left []");
  }

  private static String create(String topic) throws Exception {
    return create(topic, 1);
  }

  private static String create(String topic, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    return topic;
  }

  private static List<String> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
  }

  private static Program.Ended received(int first, int last) {
    StringBuilder printed = new StringBuilder();
    numbers(first, last).forEach(n -> printed.append("received " + n + " kafkajs\n"));
    return new Program.Ended(0, printed.toString());
  }
}
