package dev.waybill.verifier.planted.inside;

import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.simulate.Scenario;
import dev.waybill.verifier.simulate.Script;
import dev.waybill.verifier.simulate.Simulation;
import dev.waybill.verifier.simulate.world.Coverage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One seed on the simulator of this class loader. It speaks in types that all loaders share: a run
 * is {@code "scenario seed"}.
 */
public final class SimulatedRun
    implements Function<String, Promises>, BiConsumer<String, Consumer<Recorded>> {
  private final Coverage coverage = new Coverage();

  /** What is promised of that run. */
  @Override
  public Promises apply(String run) {
    return Simulation.promises(script(run));
  }

  /** Runs it; its history goes to {@code out}. */
  @Override
  public void accept(String run, Consumer<Recorded> out) {
    Simulation.Result unused = Simulation.run(script(run), coverage, out);
  }

  private static Script script(String run) {
    int space = run.indexOf(' ');
    return Script.of(
        Long.parseLong(run, space + 1, run.length(), 10), Scenario.named(run.substring(0, space)));
  }
}
