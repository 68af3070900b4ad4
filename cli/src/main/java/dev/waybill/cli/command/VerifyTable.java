package dev.waybill.cli.command;

import dev.waybill.Guarantee;
import dev.waybill.verifier.campaign.TableCampaign;
import dev.waybill.verifier.report.Report;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** {@code verify --table}. */
record VerifyTable(Set<Guarantee> guarantees) implements VerifyRun {

  @Override
  public Report run(VerifyFiles files, VerifyProgress progress, Map<String, Object> more)
      throws IOException {
    return progress.interruptedByStop(
        () -> new TableCampaign(guarantees, progress).run(files.directory()));
  }
}
