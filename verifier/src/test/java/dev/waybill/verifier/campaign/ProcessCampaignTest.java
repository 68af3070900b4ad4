package dev.waybill.verifier.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.HistoryWriter;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.process.ProcessResult;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessCampaignTest {
  @TempDir Path directory;

  @Test
  void aViolationIsToldFromItsHistory() throws Exception {
    Finding lost = new Finding(AnomalyKind.LOST_WRITE, "message 1 is lost", 1, List.of(1L));
    Verdict verdict = new Verdict.Violated(Map.of(AnomalyKind.LOST_WRITE, 1L), List.of(lost));

    Report report = ProcessCampaign.report(runs(), result(verdict), Duration.ofSeconds(9));

    assertThat(report.conclusion()).isEqualTo(Conclusion.VIOLATED);
    assertThat(report.figures().operations()).isEqualTo(1);
    assertThat(report.failures().get(0).timeline().orElseThrow().entries()).hasSize(2);
    assertThat(report.failures().get(0).exact()).isFalse();
    assertThat(report.command())
        .isEqualTo(
            "./waybill verify --to localhost:9092 --seed 7 --duration 60s"
                + " --faults kill-consumer,drop-answer --guarantee exactly-once");
    assertThat(report.notCovered()).contains("left out: this and that");
  }

  @Test
  void aDoubtIsNoPass() throws Exception {
    Verdict verdict = new Verdict.Inconclusive(List.of("the planned fault did not happen"));

    Report report = ProcessCampaign.report(runs(), result(verdict), Duration.ofSeconds(9));

    assertThat(report.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(report.sentence()).contains("the planned fault did not happen");
  }

  private static ProcessRuns runs() {
    return new ProcessRuns(
        "localhost:9092",
        new Target.Address(new java.net.InetSocketAddress("localhost", 9092)),
        Set.of(Guarantee.EXACTLY_ONCE),
        Set.of(ProcessFault.KILL_CONSUMER),
        Set.of(NetworkFault.DROP_ANSWER),
        Duration.ofSeconds(60),
        7);
  }

  private ProcessResult result(Verdict verdict) throws Exception {
    Path file = directory.resolve("history.jsonl");
    Promises promises =
        new Promises("a run", "a command", Map.of(), Map.of(), 1_000, 0, 1, Set.of());
    try (HistoryWriter writer = new HistoryWriter(file, promises, () -> 5)) {
      writer.add(new Event.PublishInvoked("p", 1, "t", 0, "k", 0, Event.NO_TRANSACTION));
      writer.add(new Event.Published("p", 1, "t", 0, 0));
    }
    assertThat(file).content(UTF_8).contains("Published");
    return new ProcessResult(
        verdict, file, 2, Map.of("consumer killed", 3L), List.of("left out: this and that"));
  }
}
