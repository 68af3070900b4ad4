package dev.waybill.verifier.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.simulate.fault.Fault;
import dev.waybill.verifier.simulate.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static final List<String> CAST = List.of("p0", "p1", "w0", "t0");

  @Test
  void leavesTheFaultsAndTheClientsThatItTakes() {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      faults.add(new Fault(FaultKind.DELAYS, 100 * i, 50, i));
    }
    faults.add(5, new Fault(FaultKind.KILL, 520, 1, 1));
    faults.add(new Fault(FaultKind.REPLAYS, 1_300, 1, 1));
    Script script = new Script(1, Scenario.EVERYTHING, 3_500, faults, Set.of());
    Shrinker shrinker =
        new Shrinker(
            candidate ->
                has(candidate, FaultKind.KILL)
                    && has(candidate, FaultKind.REPLAYS)
                    && !candidate.without().contains("t0")
                    && candidate.workMillis() > 1_400);

    Script smallest = shrinker.shrink(script, CAST);

    assertThat(smallest.faults())
        .extracting(Fault::kind)
        .containsExactly(FaultKind.KILL, FaultKind.REPLAYS);
    assertThat(smallest.without()).containsExactlyInAnyOrder("p0", "p1", "w0");
    assertThat(smallest.workMillis()).isBetween(1_401L, 2_000L);
    assertThat(shrinker.runs()).isLessThan(100);
  }

  @Test
  void leavesNoFaultWhereItTakesNone() {
    Script script = Script.of(3, Scenario.EVERYTHING);

    Script smallest = new Shrinker(candidate -> true).shrink(script, CAST);

    assertThat(smallest.faults()).isEmpty();
    assertThat(smallest.without()).containsExactlyInAnyOrderElementsOf(CAST);
  }

  private static boolean has(Script script, FaultKind kind) {
    return script.faults().stream().anyMatch(fault -> fault.kind() == kind);
  }
}
