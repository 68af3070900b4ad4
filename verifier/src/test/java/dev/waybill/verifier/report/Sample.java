package dev.waybill.verifier.report;

import dev.waybill.Guarantee;
import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.table.Cell;
import dev.waybill.verifier.table.FailurePoint;
import dev.waybill.verifier.table.Hop;
import dev.waybill.verifier.table.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports as they may come. */
final class Sample {
  static final String COMMAND = "./waybill verify --seed 42";
  static final String SMALLEST = "./waybill verify --seed 42 --millis 500 --schedule 'kill@20+1/3'";

  /** Message 7 is sent, acknowledged, delivered, lost with the broker, and not there at the end. */
  static final List<Recorded> HISTORY =
      numbered(
          new Event.PublishInvoked("p0#1", 6, "in", 0, "k1", 0, Event.NO_TRANSACTION),
          new Event.PublishInvoked("p0#1", 7, "in", 0, "k1", 1, Event.NO_TRANSACTION),
          new Event.PublishInvoked("p1#1", 8, "in", 1, "k2", 0, Event.NO_TRANSACTION),
          new Event.Published("p0#1", 6, "in", 0, 3),
          new Event.Published("p0#1", 7, "in", 0, 4),
          new Event.Published("p1#1", 8, "in", 1, 0),
          new Event.Assigned("w0#1", "work", "in", 0, 3),
          new Event.Delivered("w0#1", "work", "in", 0, 3, 6, Integrity.WHOLE),
          new Event.Delivered("w0#1", "work", "in", 0, 4, 7, Integrity.WHOLE),
          new Event.Delivered("r0#1", "r0", "in", 1, 0, 8, Integrity.WHOLE),
          new Event.CommitInvoked("w0#1", "work", "in", 0, 4, Event.NO_TRANSACTION),
          new Event.CommitEnded("w0#1", "work", "in", 0, 4, Event.NO_TRANSACTION, Outcome.DONE),
          new Event.CommitInvoked("w0#1", "work", "in", 0, 5, Event.NO_TRANSACTION),
          new Event.CommitEnded("w0#1", "work", "in", 0, 5, Event.NO_TRANSACTION, Outcome.DONE),
          new Event.FaultInjected("broker", "power-loss", "sync of in/0"),
          new Event.Crashed("broker", "power loss"),
          new Event.Restarted("broker"),
          new Event.Read("final", "in", 0, 3, 6, Integrity.WHOLE),
          new Event.ReadToEnd("final", "in", 0, 0, 4));

  static final Finding LOST =
      new Finding(
          AnomalyKind.UNSEEN,
          "message 7 was acknowledged at in/0 @ 4 and is gone",
          7,
          List.of(4L, 18L));

  private Sample() {}

  private static List<Recorded> numbered(Event... events) {
    List<Recorded> history = new ArrayList<>();
    for (Event each : events) {
      history.add(new Recorded(history.size(), 10L * history.size(), each));
    }
    return history;
  }

  static Report held() {
    return report(
        "the broker, simulated", List.of(), Map.of(), List.of(), table(Cell.Verdict.AS_DECLARED));
  }

  static Report violated() {
    Failure failure =
        new Failure(
            "seed 42",
            List.of(LOST),
            "",
            COMMAND,
            SMALLEST,
            true,
            Optional.of(TimelineSelection.of(LOST, HISTORY)));
    return report(
        "the broker, simulated",
        List.of(failure),
        Map.of(AnomalyKind.UNSEEN, 1L),
        List.of(),
        table(Cell.Verdict.AS_DECLARED));
  }

  static Report inconclusive() {
    return report(
        "the broker, simulated",
        List.of(),
        Map.of(),
        List.of("the fault \"disk-full\" never happened: run more seeds"),
        table(Cell.Verdict.INCONCLUSIVE));
  }

  /** Whoever names topics, groups or faults may mean harm. */
  static Report hostile(String text) {
    Finding finding = new Finding(AnomalyKind.PHANTOM, text, 9, List.of(0L));
    List<Recorded> history =
        numbered(
            new Event.PublishInvoked(text, 9, text, 0, text, 0, Event.NO_TRANSACTION),
            new Event.FaultInjected(text, text, text));
    Failure failure =
        new Failure(
            text,
            List.of(finding, finding),
            text,
            text,
            text,
            true,
            Optional.of(TimelineSelection.of(finding, history)));
    return new Report(
        text,
        text,
        new Figures(1, 0, 0, 1, 2, Duration.ofSeconds(1)),
        Map.of(text, 1L),
        Map.of(AnomalyKind.PHANTOM, 1L),
        List.of(failure),
        List.of(text),
        Optional.of(new Table(List.of(cell(Cell.Verdict.VIOLATED, text)))),
        Optional.empty(),
        List.of(text));
  }

  private static Report report(
      String subject,
      List<Failure> failures,
      Map<AnomalyKind, Long> anomalies,
      List<String> doubts,
      Table table) {
    int failed = failures.size();
    return new Report(
        subject,
        "./waybill verify --seeds 2000 --first 1",
        new Figures(2_000, 1_990 - failed, 10, 412_345, 1_234_567, Duration.ofMillis(2_500)),
        Map.of("power-loss", 1_500L, "kill", 700L),
        anomalies,
        failures,
        doubts,
        Optional.of(table),
        Optional.empty(),
        List.of("an e-mail sent inside a handler"));
  }

  private static Table table(Cell.Verdict verdict) {
    return new Table(List.of(cell(verdict, "acks=0 hears nothing and sends nothing again")));
  }

  private static Cell cell(Cell.Verdict verdict, String explanation) {
    return new Cell(
        Guarantee.AT_MOST_ONCE,
        FailurePoint.DROPPED,
        Hop.PUBLISH,
        verdict,
        "dropped-publish",
        3,
        0,
        0,
        3,
        explanation);
  }
}
