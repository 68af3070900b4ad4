package dev.waybill.verifier.campaign;

import dev.waybill.Guarantee;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.process.ProcessOptions;
import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.proxy.NetworkFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run of real processes, and what a person types for it.
 *
 * @param to as it was typed: {@code server}, {@code embedded:DIR}, or an address
 */
public record ProcessRuns(
    String to,
    Target target,
    Set<Guarantee> guarantees,
    Set<ProcessFault> faults,
    Set<NetworkFault> network,
    Duration duration,
    long seed) {
  private static final int PERMILLE = 10;

  public ProcessRuns {
    guarantees = Set.copyOf(guarantees);
    faults = Set.copyOf(faults);
    network = Set.copyOf(network);
  }

  /** As it is typed. */
  public static String name(Enum<?> fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What can be done to processes of that target. */
  public static Set<ProcessFault> possible(Target target) {
    return Stream.of(ProcessFault.values())
        .filter(each -> each.canBeDoneTo(target))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What can be done to its connections: an embedded engine has none. */
  public static Set<NetworkFault> possibleOnTheNetwork(Target target) {
    return target instanceof Target.Embedded ? Set.of() : Set.of(NetworkFault.values());
  }

  ProcessOptions options(Path directory) {
    return new ProcessOptions(
        target, guarantees, faults, network, PERMILLE, duration, seed, directory);
  }

  private static String text(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }

  /** Runs the same faults in the same order; when each strikes depends on the machine. */
  String command() {
    // A directory that was named is not empty any more.
    String where = target instanceof Target.Embedded ? "embedded" : to;
    String command =
        "./waybill verify --to " + where + " --seed " + seed + " --duration " + text(duration);
    if (!faults.equals(possible(target)) || !network.equals(possibleOnTheNetwork(target))) {
      String chosen =
          Stream.concat(faults.stream().sorted(), network.stream().sorted())
              .map(ProcessRuns::name)
              .collect(Collectors.joining(","));
      command += " --faults " + (chosen.isEmpty() ? "none" : chosen);
    }
    if (guarantees.size() < Guarantee.values().length) {
      command +=
          " --guarantee "
              + guarantees.stream()
                  .sorted()
                  .map(Guarantee::toString)
                  .collect(Collectors.joining(","));
    }
    return command;
  }
}
