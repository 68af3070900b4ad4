package dev.waybill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultJsonTest {

  private final JsonMapper mapper = JsonMapper.builder().build();

  @Test
  void writesOneObjectThatOthersCanRead() {
    String text =
        ResultJson.of(
            new Machine(2, "Some VM \\ 17", "Linux\t6"),
            0.5,
            true,
            List.of(Result.of(new Planted(), Planted.series(), 1, false)),
            Map.of("recovery", "the process\n  ended"));

    JsonNode root = mapper.readTree(text);

    assertThat(text).doesNotContain("\n");
    assertThat(root.at("/machine/java").asString()).isEqualTo("Some VM \\ 17");
    assertThat(root.at("/machine/system").asString()).isEqualTo("Linux\t6");
    assertThat(root.at("/scale").asDouble()).isEqualTo(0.5);
    assertThat(root.at("/thorough").asBoolean()).isTrue();
    assertThat(root.at("/failed/0/reason").asString()).isEqualTo("the process\n  ended");
    JsonNode planted = root.at("/benchmarks/0");
    assertThat(planted.at("/question").asString()).isEqualTo("figures that \"everybody\" knows");
    assertThat(planted.at("/rounds").asInt()).isEqualTo(3);
    assertThat(planted.at("/contenders/1/messagesPerSecond").asLong()).isEqualTo(2_000_000);
    assertThat(planted.at("/contenders/1/p99Millis").asDouble()).isEqualTo(2);
    assertThat(planted.at("/ratio/median").asDouble()).isEqualTo(0.5);
    assertThat(planted.at("/goals/1/bound").asString()).isEqualTo("≥");
    assertThat(planted.at("/goals/1/reached").asBoolean()).isFalse();
  }

  @Test
  void writesEmptyListsAndObjects() {
    assertThat(JsonText.of(Map.of("list", List.of(), "object", Map.of())))
        .satisfies(text -> assertThat(mapper.readTree(text).size()).isEqualTo(2));
  }

  @Test
  void refusesWhatJsonHasNoNumberFor() {
    assertThatThrownBy(() -> JsonText.of(Double.NaN)).hasMessageContaining("NaN");
  }
}
