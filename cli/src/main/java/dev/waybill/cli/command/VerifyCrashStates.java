package dev.waybill.cli.command;

import dev.waybill.verifier.campaign.CrashCampaign;
import dev.waybill.verifier.report.Report;
import java.util.Map;

/** {@code verify --crash-states}. */
record VerifyCrashStates(CrashDepth depth) implements VerifyRun {

  @Override
  public Report run(VerifyFiles files, VerifyProgress progress, Map<String, Object> more) {
    String command =
        "./waybill verify --crash-states" + (depth == CrashDepth.QUICK ? "" : "=" + depth.text());
    return new CrashCampaign(depth.budget(), command, progress).run();
  }
}
