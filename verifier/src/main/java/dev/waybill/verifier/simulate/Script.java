package dev.waybill.verifier.simulate;

import dev.waybill.verifier.simulate.fault.Fault;
import dev.waybill.verifier.simulate.fault.FaultKind;
import dev.waybill.verifier.simulate.world.Rng;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One run, to the byte: the seed decides who takes part, when each does what, and what a fault
 * leaves open.
 *
 * @param workMillis how long clients work
 * @param faults in the order of their times
 * @param without clients that are left out
 */
public record Script(
    long seed, Scenario scenario, long workMillis, List<Fault> faults, Set<String> without) {

  public Script {
    faults = List.copyOf(faults);
    without = Set.copyOf(without);
  }

  /** The run of that seed. */
  public static Script of(long seed, Scenario scenario) {
    Rng rng = new Rng(seed).of("faults");
    List<FaultKind> kinds = scenario.kinds().stream().sorted().toList();
    List<Fault> faults = new ArrayList<>();
    int count = scenario.mostFaults() == 0 ? 0 : 1 + rng.below(scenario.mostFaults());
    for (int i = 0; i < count; i++) {
      FaultKind kind = kinds.get(rng.below(kinds.size()));
      faults.add(
          new Fault(
              kind,
              rng.between(20, scenario.workMillis() - 100),
              rng.chance(0.3) ? rng.between(600, 900) : rng.between(20, 250),
              rng.below(100_000)));
    }
    faults.sort(Comparator.comparingLong(Fault::atMillis));
    return new Script(seed, scenario, scenario.workMillis(), faults, Set.of());
  }

  Script with(List<Fault> fewer) {
    return new Script(seed, scenario, workMillis, fewer, without);
  }

  Script without(String client) {
    Set<String> more = new TreeSet<>(without);
    more.add(client);
    return new Script(seed, scenario, workMillis, faults, more);
  }

  Script lasting(long millis) {
    return new Script(seed, scenario, millis, faults, without);
  }

  /** Kinds of faults that happen for certain. */
  Set<String> planned() {
    return faults.stream()
        .map(Fault::kind)
        .filter(FaultKind::isCertain)
        .map(FaultKind::label)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What runs this again, from the project's root after a build. */
  public String command() {
    StringBuilder command =
        new StringBuilder("verifier/simulate --scenario ")
            .append(scenario.name())
            .append(" --seed ")
            .append(seed);
    if (!equals(of(seed, scenario))) {
      command.append(" --millis ").append(workMillis).append(" --faults ");
      command.append(faults.stream().map(Fault::toString).collect(Collectors.joining(",")));
      if (!without.isEmpty()) {
        command.append(" --without ").append(String.join(",", new TreeSet<>(without)));
      }
    }
    return command.toString();
  }
}
