package dev.waybill.cli.command;

import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.verifier.campaign.CampaignProgress;
import dev.waybill.verifier.report.Report;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Shows a campaign: a bar with histories a second and faults so far where a person looks, a line
 * now and then elsewhere. One thread, that of the campaign.
 *
 * <pre>
 *   verify  [######..............]  31 %  12,345 histories, 1,234/s, 56,789 faults
 * </pre>
 */
final class VerifyProgress implements CampaignProgress, AutoCloseable {
  private static final long PARTS = 1_000;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int LONGEST = 72;

  private final Terminal terminal;
  private final StopSignal stop;
  private final ProgressLine line;
  private @Nullable Unit unit;
  private long unitNanos;
  private long saidNanos;

  private VerifyProgress(Terminal terminal, StopSignal stop) {
    this.terminal = terminal;
    this.stop = stop;
    this.line = ProgressLine.of(terminal, "verify", OptionalLong.of(PARTS));
  }

  static VerifyProgress of(Terminal terminal, StopSignal stop) {
    return new VerifyProgress(terminal, stop);
  }

  @Override
  public void reached(Reached now) {
    long nanos = System.nanoTime();
    boolean another = now.unit() != unit;
    if (another) {
      unit = now.unit();
      unitNanos = nanos;
    }
    if (terminal.errIsTerminal()) {
      line.show((long) (now.share() * PARTS), cut(words(now, nanos)));
    } else if (another || nanos - saidNanos >= LINE_NANOS) {
      saidNanos = nanos;
      terminal
          .err()
          .printf(Locale.ROOT, "verify: %3.0f %%, %s%n", 100 * now.share(), words(now, nanos));
    }
  }

  private String words(Reached now, long nanos) {
    double seconds = (nanos - unitNanos) / 1e9;
    String words = Plural.of(now.count(), now.unit().one(), now.unit().many());
    if (now.unit() == Unit.HISTORIES && seconds > 0) {
      words += String.format(Locale.ROOT, ", %,d/s", Math.round(now.count() / seconds));
    }
    if (now.unit() == Unit.HISTORIES || now.unit() == Unit.CELLS) {
      words += ", " + Plural.of(now.faults(), "fault");
    }
    return now.doing().isEmpty() ? words : words + ", " + now.doing();
  }

  /** A line that is longer than the screen is wide could not be drawn over. */
  private static String cut(String words) {
    return words.length() <= LONGEST ? words : words.substring(0, LONGEST - 1) + "…";
  }

  @Override
  public boolean isEnough() {
    return stop.isRequested();
  }

  /** Work that waits for other processes. */
  interface Waiting {
    Report run() throws IOException;
  }

  /** Runs it in this thread, which the stop signal interrupts. */
  Report interruptedByStop(Waiting work) throws IOException {
    StopInterrupt interrupt = StopInterrupt.of(stop);
    try {
      return work.run();
    } finally {
      interrupt.end();
    }
  }

  @Override
  public void close() {
    line.close();
  }
}
