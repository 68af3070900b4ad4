package dev.waybill.verifier.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.simulate.world.Coverage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SameSeedTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42, 4711})
  void hasTheSameHistoryToTheByte(long seed) {
    List<Recorded> first = new ArrayList<>();
    List<Recorded> second = new ArrayList<>();

    Simulation.Result one = Simulation.run(seed, Scenario.EVERYTHING, new Coverage(), first::add);
    Simulation.Result again =
        Simulation.run(seed, Scenario.EVERYTHING, new Coverage(), second::add);

    assertThat(second).isEqualTo(first);
    assertThat(again.traceHash()).isEqualTo(one.traceHash());
    assertThat(one.operations()).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42, 4711})
  void threadsOfDeliveryLoopsTakeTurnsByTheSeed(long seed) {
    List<Recorded> first = new ArrayList<>();
    List<Recorded> second = new ArrayList<>();

    Simulation.Result one = Simulation.run(seed, Scenario.LOOPS, new Coverage(), first::add);
    Simulation.Result again = Simulation.run(seed, Scenario.LOOPS, new Coverage(), second::add);

    assertThat(second).isEqualTo(first);
    assertThat(again.traceHash()).isEqualTo(one.traceHash());
    assertThat(first).anyMatch(each -> each.event().process().startsWith("l0#"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anotherSeedHasAnother(long seed) {
    Simulation.Result one =
        Simulation.run(seed, Scenario.EVERYTHING, new Coverage(), recorded -> {});
    Simulation.Result other =
        Simulation.run(seed + 1, Scenario.EVERYTHING, new Coverage(), recorded -> {});

    assertThat(other.traceHash()).isNotEqualTo(one.traceHash());
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7, 8})
  void aScriptIsTheSameWhenItIsReadFromItsCommand(long seed) {
    Script script = Script.of(seed, Scenario.EVERYTHING);

    List<String> faults = script.faults().stream().map(Object::toString).toList();

    assertThat(faults.stream().map(dev.waybill.verifier.simulate.fault.Fault::parse).toList())
        .isEqualTo(script.faults());
  }
}
