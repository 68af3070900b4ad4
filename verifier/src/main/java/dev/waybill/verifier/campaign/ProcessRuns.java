package dev.waybill.verifier.campaign;

import dev.waybill.Guarantee;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.process.ProcessOptions;
import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.proxy.NetworkFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run of real processes, and what a person types for it.
 *
 * @param to as it was typed: {@code embedded:DIR}, {@code serve}, or an address
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

  /** Names that are typed for faults of processes and of the network. */
  public static Stream<String> faultNames() {
    return Stream.concat(Stream.of(ProcessFault.values()), Stream.of(NetworkFault.values()))
        .map(ProcessRuns::name);
  }

  /** As it is typed. */
  public static String name(Enum<?> fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  ProcessOptions options(Path directory) {
    return new ProcessOptions(
        target, guarantees, faults, network, PERMILLE, duration, seed, directory);
  }

  /** Runs the same faults in the same order; when each strikes depends on the machine. */
  String command() {
    String command =
        "./waybill verify --to " + to + " --seed " + seed + " --duration " + duration.toSeconds()
            + "s";
    boolean all =
        faults.equals(EnumSet.allOf(ProcessFault.class))
            && network.equals(EnumSet.allOf(NetworkFault.class));
    if (!all) {
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
