package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.verifier.campaign.ProcessRuns;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.simulate.fault.FaultKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code verify --faults} names: other things in a simulated world than in a real one. */
record VerifyFaults(List<String> names) {
  private static final String NONE = "none";

  /** No name is all of them. */
  VerifyFaults {
    names = List.copyOf(names);
  }

  Set<FaultKind> simulated() {
    check(Stream.of(FaultKind.values()).map(FaultKind::label).toList(), "the simulator");
    return chosen(FaultKind.class, FaultKind::label);
  }

  Set<ProcessFault> ofProcesses() {
    check(ProcessRuns.faultNames().toList(), "real processes");
    return chosen(ProcessFault.class, ProcessRuns::name);
  }

  Set<NetworkFault> ofTheNetwork() {
    check(ProcessRuns.faultNames().toList(), "real processes");
    return chosen(NetworkFault.class, ProcessRuns::name);
  }

  private <E extends Enum<E>> Set<E> chosen(Class<E> kinds, Function<? super E, String> name) {
    return EnumSet.allOf(kinds).stream()
        .filter(each -> names.isEmpty() || names.contains(name.apply(each)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(kinds)));
  }

  private void check(List<String> known, String where) {
    for (String each : names) {
      if (!known.contains(each) && !names.equals(List.of(NONE))) {
        throw new CommandException(
            ExitCode.USAGE,
            "unknown fault '"
                + each
                + "': "
                + where
                + " can do "
                + String.join(", ", known)
                + ", or none; nothing was run");
      }
    }
  }
}
