package dev.waybill.cli.command;

import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.verifier.campaign.CampaignProgress;
import java.util.OptionalLong;

/** Draws a campaign: histories, histories a second, and faults so far. Ctrl-C ends it early. */
final class VerifyProgress implements CampaignProgress, AutoCloseable {
  private static final long PARTS = 1_000;

  private final ProgressLine line;
  private final StopSignal stop = StopSignal.listen();

  VerifyProgress(Terminal terminal) {
    this.line = ProgressLine.of(terminal, "histories", OptionalLong.of(PARTS));
  }

  @Override
  public void reached(long histories, long faults, double share, String doing) {
    String note = Plural.of(faults, "fault");
    line.at(
        histories, (long) (share * PARTS), doing.isEmpty() ? note : note + ", " + doing);
  }

  @Override
  public boolean isEnough() {
    return stop.isRequested();
  }

  @Override
  public void close() {
    line.close();
    stop.close();
  }
}
