package dev.waybill.cli.command;

import dev.waybill.Guarantee;
import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.verifier.campaign.CampaignProgress;
import dev.waybill.verifier.campaign.ProcessCampaign;
import dev.waybill.verifier.campaign.ProcessRuns;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code verify --to}: one run of real processes. */
record VerifyProcesses(
    VerifyTarget target,
    Set<Guarantee> guarantees,
    Set<ProcessFault> faults,
    Set<NetworkFault> network,
    Duration duration,
    OptionalLong seed,
    @Nullable Path directory) {
  private static final long PARTS = 1_000;
  private static final long MOST_SEEDS = 1L << 32;

  /** Nothing ends it early but the end of this process, which ends its children, too. */
  private record Drawn(ProgressLine line) implements CampaignProgress {
    @Override
    public void reached(long histories, long faults, double share, String doing) {
      line.at(faults, (long) (share * PARTS), doing);
    }

    @Override
    public boolean isEnough() {
      return false;
    }
  }

  Report run(Terminal terminal) throws IOException, InterruptedException {
    target.checkReachable();
    ProcessRuns runs =
        new ProcessRuns(
            target.url(),
            target.target(),
            guarantees,
            faults,
            network,
            duration,
            seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1, MOST_SEEDS)));
    Path named = target.directory().orElse(directory);
    try (VerifyFiles files = VerifyFiles.of(named);
        ProgressLine line = ProgressLine.of(terminal, "steps", OptionalLong.of(PARTS))) {
      Report report = ProcessCampaign.run(runs, files.directory(), new Drawn(line));
      if (report.conclusion() != Conclusion.HELD) {
        files.keep();
      }
      return report;
    }
  }
}
