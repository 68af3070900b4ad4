package dev.waybill.cli.command;

import dev.waybill.verifier.campaign.ProcessRuns;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.simulate.fault.FaultKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code verify --faults} names: other things in a simulated world than in a real one, and to a
 * server of others less than to ours.
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
    return chosen(FaultKind.class, FaultKind::label, each -> true);
  }

  Set<ProcessFault> ofProcesses(VerifyTarget to) {
    check(to);
    return chosen(ProcessFault.class, ProcessRuns::name, each -> each.canBeDoneTo(to.target()));
  }

  Set<NetworkFault> ofTheNetwork(VerifyTarget to) {
    check(to);
    return chosen(NetworkFault.class, ProcessRuns::name, each -> hasNetwork(to));
  }

  private static boolean hasNetwork(VerifyTarget to) {
    return !(to.target() instanceof Target.Embedded);
  }

  private <E extends Enum<E>> Set<E> chosen(
      Class<E> kinds, Function<? super E, String> name, Predicate<? super E> possible) {
    return EnumSet.allOf(kinds).stream()
        .filter(possible)
        .filter(each -> names.isEmpty() || names.contains(name.apply(each)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(kinds)));
  }

  private void check(VerifyTarget to) {
    Stream<ProcessFault> processes =
        Stream.of(ProcessFault.values()).filter(each -> each.canBeDoneTo(to.target()));
    Stream<NetworkFault> network =
        Stream.of(NetworkFault.values()).filter(each -> hasNetwork(to));
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
