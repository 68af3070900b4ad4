package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainTest {

  @Test
  void withoutOptionsTheOrdersPipelineIsExplained() throws IOException {
    Ended ended = new Shell().run("explain");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo(golden("explain-orders.txt"));
  }

  @Test
  void theOrdersPipelineOnADatabaseIsExplained() {
    Ended ended = new Shell().run("explain", "--database");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains("a compare-and-set of the position in one database transaction")
        .doesNotContain("outputs and position in one transaction");
    assertThat(ended.out().lines().filter(line -> line.contains("exactly-once in its effect")))
        .as("payment and inventory")
        .hasSize(2);
  }

  @Test
  void aChainOnKafkaStatesWhatItAssumes() throws IOException {
    Ended ended =
        new Shell()
            .run(
                "explain",
                "--engine",
                "kafka",
                "--publisher",
                "at-least-once",
                "--consumer",
                "at-least-once",
                "--effect",
                "deduplicated");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo(golden("explain-kafka.txt"));
  }

  @ParameterizedTest
  @CsvSource({
    "at-most-once,  at-most-once,  none,               true,  false",
    "at-least-once, at-least-once, none,               false, true",
    "at-least-once, at-least-once, idempotent,         false, false",
    "at-least-once, at-least-once, deduplicated,       false, true",
    "at-least-once, exactly-once,  broker-transaction, false, true",
    "exactly-once,  exactly-once,  broker-transaction, false, false",
    "at-least-once, exactly-once,  database,           false, false",
    "at-most-once,  exactly-once,  database,           true,  false",
    "exactly-once,  at-most-once,  none,               true,  false"
  })
  void theVerdictOfAChainIsInItsJson(
      String publisher, String consumer, String effect, boolean mayLose, boolean mayRepeat) {
    Ended ended =
        new Shell()
            .run(
                "explain",
                "--publisher",
                publisher,
                "--consumer",
                consumer,
                "--effect",
                effect,
                "--json");

    JsonNode chain = JsonMapper.builder().build().readTree(ended.out()).get("chains").get(0);
    assertThat(chain.get("verdict").get("mayLose").asBoolean()).isEqualTo(mayLose);
    assertThat(chain.get("verdict").get("mayRepeat").asBoolean()).isEqualTo(mayRepeat);
    assertThat(chain.get("hops")).hasSize(4);
    assertThat(chain.get("hops").get(0).get("guarantee").asString()).isEqualTo(publisher);
  }

  @Test
  void anEffectInATransactionImpliesAnExactlyOnceConsumer() {
    Ended ended = new Shell().run("explain", "--effect", "database");

    assertThat(ended.out()).contains("exactly-once in its effect").doesNotContain("warning");
  }

  @Test
  void messagesWithoutIdsAreExplainedAsSuch() {
    Ended ended = new Shell().run("explain", "--effect", "database", "--no-ids");

    assertThat(ended.out()).contains("at-least-once: no message is lost");
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = ExplainTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
