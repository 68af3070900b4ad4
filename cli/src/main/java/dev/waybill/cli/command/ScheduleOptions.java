package dev.waybill.cli.command;

import dev.waybill.verifier.campaign.SimulatedRuns;
import dev.waybill.verifier.simulate.Script;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What makes a simulated run smaller than its seed's: reports print these options. */
public final class ScheduleOptions {

  @Option(
      names = "--schedule",
      paramLabel = "F",
      description = "With --seed: these faults and no others, each kind@millis+millis/number.")
  private @Nullable String schedule;

  @Option(
      names = "--millis",
      paramLabel = "N",
      description = "With --seed: how long clients work, in simulated milliseconds.")
  private @Nullable Long millis;

  @Option(
      names = "--without",
      paramLabel = "C",
      split = ",",
      description = "With --seed: leave these clients out.")
  private List<String> without = new ArrayList<>();

  void expectNone(String with) {
    VerifyOptions.expect(
        isEmpty(),
        "--schedule, --millis and --without are about one simulated run: leave them out with "
            + with);
  }

  private boolean isEmpty() {
    return schedule == null && millis == null && without.isEmpty();
  }

  /** The run of a seed, as it is or made smaller. */
  Script script(SimulatedRuns runs, long seed) {
    Script whole = runs.script(seed);
    if (isEmpty()) {
      return whole;
    }
    String faults =
        schedule != null
            ? schedule
            : String.join(",", whole.faults().stream().map(Object::toString).toList());
    try {
      return runs.script(
          seed, millis != null ? millis : whole.workMillis(), faults, new LinkedHashSet<>(without));
    } catch (IllegalArgumentException e) {
      throw VerifyCommand.usage("--schedule: " + e.getMessage());
    }
  }
}
