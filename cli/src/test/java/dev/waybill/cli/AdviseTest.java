package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdviseTest {

  @ParameterizedTest
  @CsvSource({
    "--loss-ok,       at-most-once",
    "--duplicates-ok, at-least-once",
    "--idempotent,    at-least-once",
    "--no-loss-ok,    exactly-once"
  })
  void optionsAnswerTheQuestions(String option, String consume) {
    Ended ended = new Shell().run("advise", option, "--json");

    JsonNode advice = JsonMapper.builder().build().readTree(ended.out());
    assertThat(advice.get("consume").asString()).isEqualTo(consume);
    assertThat(advice.get("code")).isNotEmpty();
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void theQuestionsAreAskedOnStandardError() {
    Ended ended = new Shell().typing("n\nn\nn\n").run("advise");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("lost", "twice", "Can the consumer");
    assertThat(ended.out()).contains("exactlyOnce()", "end to end: exactly-once in its effect");
  }

  @Test
  void questionsThatNoLongerMatterAreNotAsked() {
    Ended ended = new Shell().typing("yes\n").run("advise");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).doesNotContain("twice");
    assertThat(ended.out()).contains("atMostOnce()");
  }

  @Test
  void anAnswerThatIsNoneIsAMistake() {
    Ended ended = new Shell().typing("perhaps\n").run("advise");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("expected y or n, found 'perhaps'");
  }

  @Test
  void nobodyToAnswerIsAMistake() {
    Ended ended = new Shell().run("advise");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--loss-ok");
  }
}
