package dev.waybill.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that is drawn over and over; nothing where nobody looks. One thread.
 *
 * <pre>
 *   published  [############........]  61 %  6,100,000 of 10,000,000  2,450,000/s
 * </pre>
 */
public final class ProgressLine implements AutoCloseable {

  private static final int BAR_WIDTH = 20;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream err;
  private final boolean visible;
  private final String verb;
  private final OptionalLong total;
  private final LongSupplier nanos;
  private final long startNanos;
  private long drawnNanos;
  private boolean drawn;

  public ProgressLine(Terminal terminal, String verb, OptionalLong total) {
    this(terminal, verb, total, System::nanoTime);
  }

  ProgressLine(Terminal terminal, String verb, OptionalLong total, LongSupplier nanos) {
    this.err = terminal.err();
    this.visible = terminal.errIsTerminal();
    this.verb = verb;
    this.total = total;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.drawnNanos = startNanos;
  }

  /** Tells how far the work has come; cheap enough to be called often. */
  public void at(long done) {
    if (!visible) {
      return;
    }
    long now = nanos.getAsLong();
    if (now - drawnNanos < REDRAW_NANOS) {
      return;
    }
    drawnNanos = now;
    drawn = true;
    double seconds = (now - startNanos) / 1e9;
    err.print(CLEAR_LINE + text(done, (long) (done / seconds)));
    err.flush();
  }

  private String text(long done, long perSecond) {
    if (total.isEmpty() || total.getAsLong() <= 0) {
      return String.format(Locale.ROOT, "%s  %,d  %,d/s", verb, done, perSecond);
    }
    long all = Math.max(total.getAsLong(), done);
    int filled = (int) (BAR_WIDTH * done / all);
    return String.format(
        Locale.ROOT,
        "%s  [%s%s] %3d %%  %,d of %,d  %,d/s",
        verb,
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        100 * done / all,
        done,
        all,
        perSecond);
  }

  /** Wipes the line, so that what is printed next stands alone. */
  @Override
  public void close() {
    if (drawn) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
