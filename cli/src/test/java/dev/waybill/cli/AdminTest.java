package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdminTest {

  @TempDir private Path directory;

  private String url;

  @BeforeEach
  void chooseADirectory() {
    url = "embedded:" + directory.resolve("data");
  }

  @Test
  void aTopicIsCreatedListedDescribedAndDeleted() {
    assertThat(run("topics", "create", "orders", "--partitions", "3").out())
        .isEqualTo("created orders\n");
    assertThat(run("topics", "list").lines().get(1)).startsWith("orders  ").contains("3");
    assertThat(run("topics", "describe", "orders").out()).contains("retentionTime: forever");
    assertThat(run("topics", "delete", "orders").out()).startsWith("deleted orders");
    assertThat(run("topics", "list").out()).startsWith("no topics yet");
  }

  @Test
  void everySettingOfATopicIsKept() {
    run(
        "topics",
        "create",
        "orders",
        "--retention-time",
        "7d",
        "--retention-bytes",
        "1000000",
        "--segment-bytes",
        "20000",
        "--max-message-bytes",
        "500");

    JsonNode settings = json(run("topics", "describe", "orders", "--json")).get("settings");

    assertThat(settings.get("retentionTime").asString()).isEqualTo("PT168H");
    assertThat(settings.get("retentionBytes").asLong()).isEqualTo(1_000_000);
    assertThat(settings.get("segmentBytes").asLong()).isEqualTo(20_000);
    assertThat(settings.get("maxMessageBytes").asLong()).isEqualTo(500);
  }

  @Test
  void anExistingTopicIsRefusedUnlessAllowed() {
    run("topics", "create", "orders");

    Ended again = run("topics", "create", "orders");
    Ended allowed = run("topics", "create", "orders", "--if-missing", "--json");

    assertThat(again.exitCode()).isEqualTo(4);
    assertThat(again.err()).contains("orders");
    assertThat(json(allowed).get("created").asBoolean()).isFalse();
  }

  @Test
  void anInvalidTopicNameIsRefused() {
    Ended ended = run("topics", "create", "or/ders");

    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(ended.err()).contains("or/ders");
    assertThat(ended.err().lines()).hasSize(1);
  }

  @Test
  void anUnknownTopicOrGroupIsAnsweredWithWhatThereIs() {
    run("topics", "create", "orders");

    assertThat(run("topics", "describe", "oders").err()).contains("there are: orders");
    assertThat(run("topics", "delete", "oders").exitCode()).isEqualTo(4);
    assertThat(run("groups", "describe", "g").err()).contains("no group 'g'; there are none yet");
    assertThat(run("groups", "reset", "g", "oders", "--from", "latest").exitCode()).isEqualTo(4);
  }

  @Test
  void aGroupShowsHowFarItIsAndMayBeMoved() {
    run("topics", "create", "orders");
    shell().typing("one\ntwo\nthree\n").run("publish", "orders");
    run("consume", "orders", "--group", "g", "--max", "1");

    JsonNode before = json(run("groups", "describe", "g", "--json")).get("positions").get(0);
    assertThat(before.get("position").asLong()).isEqualTo(1);
    assertThat(before.get("lag").asLong()).isEqualTo(2);
    assertThat(json(run("groups", "list", "--json")).get("lag").asLong()).isEqualTo(2);

    assertThat(run("groups", "reset", "g", "orders", "--from", "latest").exitCode()).isZero();
    assertThat(run("groups", "describe", "g").out()).contains("orders", "3");
    assertThat(json(run("groups", "list", "--json")).get("lag").asLong()).isZero();
  }

  @Test
  void theBytesOfATopicAreShownAndGrowWithIt() {
    run("topics", "create", "orders", "--partitions", "2");
    assertThat(json(run("topics", "list", "--json")).get("bytes").asLong()).isZero();

    shell().typing("one\ntwo\nthree\n").run("publish", "orders");

    long bytes = json(run("topics", "list", "--json")).get("bytes").asLong();
    assertThat(bytes).isGreaterThan("onetwothree".length());
    assertThat(run("topics", "list").lines().get(1)).endsWith(String.valueOf(bytes));
    JsonNode partitions = json(run("topics", "describe", "orders", "--json")).get("partitions");
    assertThat(
            partitions.get(0).get("sizeBytes").asLong()
                + partitions.get(1).get("sizeBytes").asLong())
        .isEqualTo(bytes);
  }

  private Ended run(String... arguments) {
    return shell().run(arguments);
  }

  private Shell shell() {
    return new Shell().with("WAYBILL_URL", url);
  }

  private static JsonNode json(Ended ended) {
    return JsonMapper.builder().build().readTree(ended.out());
  }
}
