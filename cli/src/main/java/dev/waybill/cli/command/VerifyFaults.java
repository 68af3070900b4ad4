package dev.waybill.cli.command;

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

/**
 * What {@code verify --faults} names: other things in a simulated world than in a real one, and to
 * a server of others less than to ours.
 *
 * @param names none: all that there are
 */
record VerifyFaults(List<String> names) {
  private static final String NONE = "none";

  VerifyFaults {
    names = List.copyOf(names);
  }

  Set<FaultKind> simulated() {
    check(Stream.of(FaultKind.values()).map(FaultKind::label).toList(), "the simulator");
    return chosen(EnumSet.allOf(FaultKind.class), FaultKind.class, FaultKind::label);
  }

  Set<ProcessFault> ofProcesses(VerifyTarget to) {
    check(to);
    return chosen(ProcessRuns.possible(to.target()), ProcessFault.class, ProcessRuns::name);
  }

  Set<NetworkFault> ofTheNetwork(VerifyTarget to) {
    check(to);
    return chosen(
        ProcessRuns.possibleOnTheNetwork(to.target()), NetworkFault.class, ProcessRuns::name);
  }

  private <E extends Enum<E>> Set<E> chosen(
      Set<E> possible, Class<E> kinds, Function<? super E, String> name) {
    return possible.stream()
        .filter(each -> names.isEmpty() || names.contains(name.apply(each)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(kinds)));
  }

  private void check(VerifyTarget to) {
    Stream<ProcessFault> processes = ProcessRuns.possible(to.target()).stream().sorted();
    Stream<NetworkFault> network = ProcessRuns.possibleOnTheNetwork(to.target()).stream().sorted();
    check(Stream.concat(processes, network).map(ProcessRuns::name).toList(), "--to " + to.url());
  }

  private void check(List<String> known, String where) {
    if (names.equals(List.of(NONE))) {
      return;
    }
    for (String each : names) {
      VerifyOptions.expect(
          known.contains(each),
          "--faults: expected some of "
              + String.join(", ", known)
              + ", or none, for "
              + where
              + ", found '"
              + each
              + "'");
    }
  }
}
