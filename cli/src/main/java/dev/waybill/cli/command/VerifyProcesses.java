package dev.waybill.cli.command;

import dev.waybill.verifier.campaign.ProcessCampaign;
import dev.waybill.verifier.campaign.ProcessRuns;
import dev.waybill.verifier.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code verify --to}: one run of real processes. */
record VerifyProcesses(VerifyTarget target, ProcessRuns runs) implements VerifyRun {
  /** Processes start before it and come to rest after it: that makes about a minute. */
  private static final Duration UNLESS_GIVEN = Duration.ofSeconds(20);

  private static final long MOST_SEEDS = 1L << 32;

  static VerifyProcesses of(VerifyTarget target, VerifyOptions options) {
    VerifyFaults faults = new VerifyFaults(options.faults());
    ProcessRuns runs =
        new ProcessRuns(
            target.url(),
            target.target(),
            options.guarantees(),
            faults.ofProcesses(target),
            faults.ofTheNetwork(target),
            options.duration().orElse(UNLESS_GIVEN),
            options.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1, MOST_SEEDS)));
    target.checkReachable();
    return new VerifyProcesses(target, runs);
  }

  @Override
  public @Nullable Path directory(@Nullable Path named) {
    return target.directory().orElse(named);
  }

  @Override
  public Report run(VerifyFiles files, VerifyProgress progress, Map<String, Object> more)
      throws IOException {
    return progress.interruptedByStop(() -> ProcessCampaign.run(runs, files.directory(), progress));
  }
}
