package dev.waybill.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One line on a terminal that is drawn over and over; nothing where nobody looks. One thread.
 *
 * <pre>
 *   published  [############........]  61 %  6,100,000  2,450,000/s
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

  private ProgressLine(
      PrintStream err, boolean visible, String verb, OptionalLong total, LongSupplier nanos) {
    this.err = err;
    this.visible = visible;
    this.verb = verb;
    this.total = total;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.drawnNanos = startNanos;
  }

  /**
   * For work that prints nothing until it is done.
   *
   * @param total all the work there is, in any unit; empty: unknown, and no bar is drawn
   */
  public static ProgressLine of(Terminal terminal, String verb, OptionalLong total) {
    return of(terminal, verb, total, System::nanoTime);
  }

  static ProgressLine of(Terminal terminal, String verb, OptionalLong total, LongSupplier nanos) {
    return new ProgressLine(terminal.err(), terminal.errIsTerminal(), verb, total, nanos);
  }

  /** For work whose results run over the screen: the line stays away where it would hit them. */
  public static ProgressLine besideResults(Terminal terminal, String verb, OptionalLong total) {
    boolean visible = terminal.errIsTerminal() && !terminal.outIsTerminal();
    return new ProgressLine(terminal.err(), visible, verb, total, System::nanoTime);
  }

  /**
   * Tells how far the work has come; cheap enough to be called often.
   *
   * @param count what is done, as shown
   * @param part what is done, in the unit of the total
   */
  public void at(long count, long part) {
    double seconds = (nanos.getAsLong() - startNanos) / 1e9;
    show(part, () -> String.format(Locale.ROOT, "%,d  %,d/s", count, (long) (count / seconds)));
  }

  /**
   * As above, for whoever has more to say than a count.
   *
   * @param words behind the bar; what does not fit into the terminal's line is the caller's to cut
   */
  public void show(long part, String words) {
    show(part, () -> words);
  }

  private void show(long part, Supplier<String> words) {
    if (!visible) {
      return;
    }
    long now = nanos.getAsLong();
    if (now - drawnNanos < REDRAW_NANOS) {
      return;
    }
    drawnNanos = now;
    drawn = true;
    err.print(CLEAR_LINE + verb + "  " + bar(part) + words.get());
    err.flush();
  }

  private String bar(long part) {
    if (total.isEmpty() || total.getAsLong() <= 0) {
      return "";
    }
    double share = Math.min(1, (double) part / total.getAsLong());
    int filled = (int) (BAR_WIDTH * share);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  ",
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        (int) (100 * share));
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
