package dev.waybill.compatibility;

import static dev.waybill.compatibility.KafkaTool.CONSUMER_GROUPS;
import static dev.waybill.compatibility.KafkaTool.GROUPS;
import static dev.waybill.compatibility.KafkaTool.TOPICS;
import static dev.waybill.compatibility.KafkaTool.VERIFIABLE_CONSUMER;
import static dev.waybill.compatibility.KafkaTool.VERIFIABLE_PRODUCER;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
@Order(2)
class GroupToolsTest {
  private static final String TOPIC = "orders";
  private static final int MESSAGES = 20;

  @TempDir static Path directory;
  private static WaybillServer server;
  private static KafkaTools tools;

  @BeforeAll
  static void serve() throws Exception {
    server = WaybillServer.start(directory);
    tools = KafkaTools.of(server.bootstrap());
    tools.run(TOPICS, "--create", "--topic", TOPIC, "--partitions", "1");
    tools.run(VERIFIABLE_PRODUCER, "--topic", TOPIC, "--max-messages", Integer.toString(MESSAGES));
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"classic, Classic, range", "consumer, Consumer, uniform"})
  void aGroupWithAMemberIsDescribedAndNotTouched(String protocol, String type, String assignor)
      throws Exception {
    String group = "with-" + protocol;
    try (Program consumer =
        tools.start(
            VERIFIABLE_CONSUMER,
            "--topic",
            TOPIC,
            "--group-id",
            group,
            "--group-protocol",
            protocol,
            "--reset-policy",
            "earliest")) {
      consumer.await("\"offset\":" + MESSAGES + "}],\"success\":true");

      Program.Ended listed = tools.run(GROUPS, "--list");
      Program.Ended described = group("--describe", "--group", group);
      Program.Ended members = group("--describe", "--group", group, "--members", "--verbose");
      Program.Ended state = group("--describe", "--group", group, "--state");
      Program.Ended reset =
          group(
              "--reset-offsets", "--to-earliest", "--group", group, "--topic", TOPIC, "--execute");
      Program.Ended deleted = group("--delete", "--group", group);
      Program.Ended left = consumer.end();

      assertThat(listed.rows()).contains(List.of(group, type, "consumer"));
      assertThat(described.rows())
          .hasSize(2)
          .last(as(list(String.class)))
          .startsWith(group, TOPIC, "0", "20", "20", "0");
      assertThat(members.rows()).hasSize(2);
      assertThat(members.printed()).contains(TOPIC + ":0");
      assertThat(state.rows().get(1)).startsWith(group).endsWith(assignor, "Stable", "1");
      assertThat(reset.printed()).contains("inactive", "but the current state is Stable");
      assertThat(deleted.printed()).contains("Deletion of some consumer groups failed");
      assertThat(left.printed()).contains("partitions_revoked", "shutdown_complete");
    }
  }

  @Test
  void aGroupWithoutMembersIsResetAndDeleted() throws Exception {
    tools.run(
        VERIFIABLE_CONSUMER,
        "--topic",
        TOPIC,
        "--group-id",
        "gone",
        "--max-messages",
        Integer.toString(MESSAGES),
        "--reset-policy",
        "earliest");

    Program.Ended shifted =
        group(
            "--reset-offsets", "--shift-by", "-3", "--group", "gone", "--all-topics", "--execute");
    Program.Ended described = group("--describe", "--group", "gone");
    Program.Ended forgotten = group("--delete-offsets", "--group", "gone", "--topic", TOPIC);
    Program.Ended deleted = group("--delete", "--group", "gone");
    Program.Ended left = group("--list");
    Program.Ended unknown = group("--describe", "--group", "gone");

    assertThat(shifted.exitCode()).isZero();
    assertThat(shifted.rows()).last().isEqualTo(List.of("gone", TOPIC, "0", "17"));
    assertThat(described.printed()).contains("Consumer group 'gone' has no active members.");
    assertThat(described.rows())
        .last()
        .isEqualTo(List.of("gone", TOPIC, "0", "17", "20", "3", "-", "-", "-"));
    assertThat(forgotten.rows()).last().isEqualTo(List.of(TOPIC, "0", "Successful"));
    assertThat(deleted)
        .isEqualTo(
            new Program.Ended(
                0, "Deletion of requested consumer groups ('gone') was successful.\n"));
    assertThat(left.lines()).doesNotContain("gone");
    assertThat(unknown.printed()).contains("GroupIdNotFoundException");
  }

  private static Program.Ended group(String... arguments) throws Exception {
    return tools.run(CONSUMER_GROUPS, arguments);
  }
}
