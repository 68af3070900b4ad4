package dev.waybill.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private static Verdict verdict(long leastOperations, Set<String> faults, Story story) {
    Promises promises =
        new Promises("run", "", Map.of(), Map.of(), 60_000, 0, leastOperations, faults);
    Judge judge = Judge.of(promises);
    List<Recorded> events = story.events();
    events.forEach(judge);
    return judge.verdict();
  }

  private static Story good() {
    return Story.given().storedFirst(3).readAll(0, 1, 2).end(0, 3);
  }

  private static Event fault(String name) {
    return new Event.FaultInjected("injector", name, "broker");
  }

  @Test
  void enoughWithoutAnAnomalyHolds() {
    Verdict verdict = verdict(3, Set.of("kill"), good().then(fault("kill")).then(fault("kill")));

    assertThat(verdict).isEqualTo(new Verdict.Held(3, Map.of("kill", 2L)));
  }

  @Test
  void tooFewOperationsProveNothing() {
    assertThat(verdict(4, Set.of(), good()))
        .isEqualTo(
            new Verdict.Inconclusive(
                List.of("expected at least 4 operations, found 3: run it longer")));
  }

  @Test
  void aPlannedFaultThatDidNotHappenProvesNothing() {
    assertThat(verdict(3, Set.of("kill", "cut"), good().then(fault("cut"))))
        .isEqualTo(new Verdict.Inconclusive(List.of("the planned fault \"kill\" did not happen")));
  }

  @Test
  void aPartitionThatNobodyReadToItsEndProvesNothing() {
    assertThat(verdict(0, Set.of(), good().in(2).stored(9, 0)))
        .isEqualTo(
            new Verdict.Inconclusive(List.of("partitions {2} of t were never read to their end")));
  }

  @Test
  void anAnomalyCountsHoweverLittleWasTried() {
    Verdict verdict = verdict(1_000, Set.of("kill"), Story.given().storedFirst(1).end(0, 0));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Violated.class,
            violated -> assertThat(violated.counts()).isEqualTo(Map.of(AnomalyKind.FALSE_OK, 1L)));
  }
}
