package dev.waybill.cli.command;

import dev.waybill.verifier.campaign.SimulatedCampaign;
import dev.waybill.verifier.campaign.SimulatedRuns;
import dev.waybill.verifier.campaign.TableCampaign;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.simulate.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code verify} without a server: seeds, then the table; or one run.
 *
 * @param script the one run; empty for seed after seed
 */
record VerifySimulated(SimulatedRuns runs, VerifyOptions options, Optional<Script> script)
    implements VerifyRun {
  /** With the table's time after it, that makes about a minute. */
  private static final Duration UNLESS_GIVEN = Duration.ofSeconds(20);

  private static final Duration HOWEVER_LONG = Duration.ofDays(365);
  private static final long MOST_SEEDS = 1L << 40;

  static VerifySimulated of(VerifyOptions options, ScheduleOptions schedule) {
    SimulatedRuns runs =
        new SimulatedRuns(new VerifyFaults(options.faults()).simulated(), options.guarantees());
    if (options.seed().isEmpty()) {
      schedule.expectNone("runs without a --seed");
      return new VerifySimulated(runs, options, Optional.empty());
    }
    options.expectOneRun();
    return new VerifySimulated(
        runs, options, Optional.of(schedule.script(runs, options.seed().getAsLong())));
  }

  @Override
  public Report run(VerifyFiles files, VerifyProgress progress, Map<String, Object> more)
      throws IOException, InterruptedException {
    SimulatedCampaign campaign = new SimulatedCampaign(runs, progress);
    if (script.isPresent()) {
      Report report = campaign.run(script.get());
      more.put("traceHash", Long.toHexString(campaign.traceHash()));
      more.put("schedule", script.get().faults().stream().map(Object::toString).toList());
      return report;
    }
    Report report =
        campaign.run(
            options.first().orElseGet(this::anySeed),
            options.seeds().orElse(MOST_SEEDS),
            options.seeds().isPresent() ? HOWEVER_LONG : options.duration().orElse(UNLESS_GIVEN),
            options.threads());
    if (!options.table() || progress.isEnough()) {
      return report.withoutCovering(TableCampaign.LEFT_OUT);
    }
    return progress.interruptedByStop(
        () -> new TableCampaign(options.guarantees(), progress).addTo(report, files.directory()));
  }

  /** Runs by the clock look at other seeds every time; counted ones are the same everywhere. */
  private long anySeed() {
    return options.seeds().isPresent() ? 1 : ThreadLocalRandom.current().nextLong(1, MOST_SEEDS);
  }
}
