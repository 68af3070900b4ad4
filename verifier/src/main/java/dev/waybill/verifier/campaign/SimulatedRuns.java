package dev.waybill.verifier.campaign;

import dev.waybill.Guarantee;
import dev.waybill.verifier.simulate.Scenario;
import dev.waybill.verifier.simulate.Script;
import dev.waybill.verifier.simulate.fault.Fault;
import dev.waybill.verifier.simulate.fault.FaultKind;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which simulated runs there are: a seed is one of them, and {@link #command} is what a person
 * types for it.
 *
 * @param faults that may happen; none is a calm world
 * @param guarantees whose clients take part, beside the publisher that feeds them all
 */
public record SimulatedRuns(Set<FaultKind> faults, Set<Guarantee> guarantees) {
  private static final String VERIFY = "./waybill verify";

  /** Every fault, every guarantee. */
  public static final SimulatedRuns ALL =
      new SimulatedRuns(EnumSet.allOf(FaultKind.class), EnumSet.allOf(Guarantee.class));

  public SimulatedRuns {
    faults = Set.copyOf(faults);
    guarantees = Set.copyOf(guarantees);
    if (guarantees.isEmpty()) {
      throw new IllegalArgumentException("expected a guarantee to verify, found none");
    }
  }

  /** The run of that seed. */
  public Script script(long seed) {
    Script drawn = Script.of(seed, scenario());
    return new Script(seed, drawn.scenario(), drawn.workMillis(), drawn.faults(), absent());
  }

  /**
   * A run of that seed with a schedule of its own, as {@link #command(Script)} writes it.
   *
   * @param workMillis how long clients work, simulated
   * @param schedule faults as {@code kind@millis+millis/number}, separated by commas
   * @param without clients that are left out
   * @throws IllegalArgumentException a fault cannot be read
   */
  public Script script(long seed, long workMillis, String schedule, Set<String> without) {
    List<Fault> chosen =
        Stream.of(schedule.split(",", -1))
            .filter(each -> !each.isBlank())
            .map(each -> fault(each.strip()))
            .toList();
    Set<String> all = new TreeSet<>(without);
    all.addAll(absent());
    return new Script(seed, scenario(), workMillis, chosen, all);
  }

  private static Fault fault(String text) {
    String kind = text.split("@", 2)[0];
    if (text.contains("@")
        && Stream.of(FaultKind.values()).noneMatch(it -> it.label().equals(kind))) {
      throw new IllegalArgumentException(
          "expected a kind of fault of "
              + Stream.of(FaultKind.values()).map(FaultKind::label).toList()
              + ", found \""
              + kind
              + "\"");
    }
    return Fault.parse(text);
  }

  /** Runs the seed of a script again, to the byte; a smaller one with its schedule. */
  public String command(Script script) {
    StringBuilder command = new StringBuilder(VERIFY + " --seed " + script.seed() + chosen());
    if (!script.equals(script(script.seed()))) {
      command.append(" --millis ").append(script.workMillis()).append(" --schedule '");
      command.append(
          script.faults().stream().map(Fault::toString).collect(Collectors.joining(",")));
      command.append('\'');
      Set<String> without = new TreeSet<>(script.without());
      without.removeAll(absent());
      if (!without.isEmpty()) {
        command.append(" --without ").append(String.join(",", without));
      }
    }
    return command.toString();
  }

  /** Runs those seeds again. */
  String command(long first, long count) {
    return VERIFY + " --seeds " + count + " --first " + first + chosen();
  }

  /** The options that name them; empty for all. */
  private String chosen() {
    String chosen = "";
    if (faults.isEmpty()) {
      chosen += " --faults none";
    } else if (!faults.equals(ALL.faults())) {
      chosen +=
          " --faults "
              + faults.stream().sorted().map(FaultKind::label).collect(Collectors.joining(","));
    }
    if (!guarantees.equals(ALL.guarantees())) {
      chosen +=
          " --guarantee "
              + guarantees.stream()
                  .sorted()
                  .map(Guarantee::toString)
                  .collect(Collectors.joining(","));
    }
    return chosen;
  }

  private Scenario scenario() {
    if (faults.equals(ALL.faults())) {
      return Scenario.EVERYTHING;
    }
    Scenario all = Scenario.EVERYTHING;
    return faults.isEmpty()
        ? Scenario.CALM
        : new Scenario(
            "chosen faults", all.workMillis(), all.mostFaults(), faults, all.loopShare());
  }

  /**
   * Faults that many seeds must have shown. Where all were asked for, those are left out for which
   * there is nobody: only transactional ids are taken over, only members of groups leave and join.
   */
  Set<FaultKind> expected() {
    Set<FaultKind> expected = EnumSet.noneOf(FaultKind.class);
    expected.addAll(faults);
    if (faults.equals(ALL.faults())) {
      if (!guarantees.contains(Guarantee.EXACTLY_ONCE)) {
        expected.remove(FaultKind.ZOMBIE_SESSION);
      }
      if (guarantees.equals(Set.of(Guarantee.EXACTLY_ONCE))) {
        expected.remove(FaultKind.JOIN_STORM);
      }
    }
    return expected;
  }

  /** Clients of guarantees that were not asked for. The simulator's cast gives them their names. */
  private Set<String> absent() {
    Set<String> absent = new LinkedHashSet<>();
    if (!guarantees.contains(Guarantee.AT_MOST_ONCE)) {
      absent.addAll(List.of("p2", "a0", "a1"));
    }
    if (!guarantees.contains(Guarantee.AT_LEAST_ONCE)) {
      absent.addAll(List.of("p1", "w0", "w1", "w2"));
    }
    if (!guarantees.contains(Guarantee.EXACTLY_ONCE)) {
      absent.addAll(List.of("t0", "t1"));
    }
    return absent;
  }
}
