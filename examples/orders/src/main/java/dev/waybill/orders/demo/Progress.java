package dev.waybill.orders.demo;

import java.io.PrintStream;
import java.util.Locale;

/** A bar on one line of the error stream, if it is wanted. One thread at a time. */
final class Progress implements AutoCloseable {

  private static final int WIDTH = 30;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final DemoOptions options;
  private int kills;
  private long published;
  private String last = "";

  Progress(PrintStream err, DemoOptions options) {
    this.err = err;
    this.options = options;
  }

  void published(long orders) {
    published = Math.max(published, orders);
    draw();
  }

  void struck(String where) {
    kills++;
    last = " · " + where;
    draw();
  }

  private void draw() {
    if (!options.progress()) {
      return;
    }
    int done = (int) (WIDTH * published / options.orders());
    err.printf(
        Locale.ROOT,
        "%s[%s%s] %,d of %,d orders, %d of %d kills%s",
        CLEAR,
        "#".repeat(done),
        " ".repeat(WIDTH - done),
        published,
        options.orders(),
        kills,
        options.kills(),
        last);
    err.flush();
  }

  /** Clears the line. */
  @Override
  public void close() {
    if (options.progress()) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
