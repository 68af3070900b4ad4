package dev.waybill.verifier.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

  @Test
  void aBrokenPromiseOutweighsEveryDoubt() {
    assertThat(Sample.held().conclusion()).isEqualTo(Conclusion.HELD);
    assertThat(Sample.inconclusive().conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(Sample.violated().conclusion()).isEqualTo(Conclusion.VIOLATED);
    assertThat(Sample.hostile("x").conclusion()).isEqualTo(Conclusion.VIOLATED);
  }

  @Test
  void programsGetOneObject() {
    JsonNode json = json(Sample.violated());

    assertThat(json.propertyNames())
        .containsExactly(
            "conclusion",
            "sentence",
            "subject",
            "command",
            "reasons",
            "figures",
            "faults",
            "anomalies",
            "failures",
            "table",
            "notCovered");
    assertThat(json.get("conclusion").asString()).isEqualTo("violated");
    assertThat(json.get("figures").get("histories").asLong()).isEqualTo(2_000);
    assertThat(json.get("figures").get("failed").asLong()).isEqualTo(1);
    assertThat(json.get("faults").get("power-loss").asLong()).isEqualTo(1_500);
    assertThat(json.get("anomalies").get("unseen").asLong()).isEqualTo(1);
    JsonNode failure = json.get("failures").get(0);
    assertThat(failure.get("reproduction").asString()).isEqualTo(Sample.COMMAND);
    assertThat(failure.get("smallest").asString()).isEqualTo(Sample.SMALLEST);
    assertThat(failure.get("findings").get(0).get("message").asLong()).isEqualTo(7);
    JsonNode cell = json.get("table").get(0);
    assertThat(cell.get("verdict").asString()).isEqualTo("as-declared");
    assertThat(cell.get("lost").asLong()).isEqualTo(3);
  }

  @Test
  void aTerminalGetsTheVerdictTheFiguresAndTheCommand() {
    assertThat(text(Sample.held()))
        .contains("2,000 histories in 2.5 s (800/s)", "power-loss 1,500", "Every promise held")
        .contains("The same again: ./waybill verify --seeds 2000 --first 1");
    assertThat(text(Sample.violated()))
        .contains("WRONG in seed 42: unseen: message 7", Sample.COMMAND, Sample.SMALLEST);
    assertThat(text(Sample.inconclusive())).contains("Inconclusive", "disk-full", "  also: ");
  }

  @Test
  void aTimelineHoldsTheMessagesOwnEventsAndWhatHappenedMeanwhile() {
    Timeline timeline = TimelineSelection.of(Sample.LOST, Sample.HISTORY);

    assertThat(timeline.about()).isEqualTo("message 7 under key k1, sent to in by p0#1");
    assertThat(timeline.entries())
        .extracting(Timeline.Moment::number)
        // Not 0, before it began; not 2, 5 and 9, of another key; not 17, another message at rest.
        .containsExactly(1L, 3L, 4L, 6L, 7L, 8L, 11L, 12L, 13L, 14L, 15L, 16L, 18L);
    assertThat(timeline.entries().stream().filter(Timeline.Moment::shows))
        .extracting(Timeline.Moment::number)
        .containsExactly(4L, 18L);
    assertThat(timeline.lanes()).containsExactly("p0#1", "w0#1", "broker", "final");
    assertThat(timeline.leftOut()).isZero();
  }

  @Test
  void aReportWithoutRunsIsNoPass() {
    Report nothing =
        new Report(
            "nothing",
            "true",
            Figures.NONE,
            Map.of(),
            Map.of(),
            List.of(),
            List.of("not one history held"),
            Optional.empty(),
            Optional.empty(),
            List.of());

    assertThat(nothing.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(nothing.figures().historiesPerSecond()).isZero();
  }

  private static JsonNode json(Report report) {
    JsonMapper mapper = JsonMapper.shared();
    return mapper.readTree(mapper.writeValueAsString(ReportJson.of(report)));
  }

  private static String text(Report report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printer = new PrintStream(out, true, UTF_8);
    ReportText.print(report, printer);
    return out.toString(UTF_8);
  }
}
