package dev.waybill.cli;

import dev.waybill.cli.terminal.Terminal;

/** The way in from the shell. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    int exitCode = run(Terminal.system(), arguments);
    // Explicit: a thread that somebody left behind must not keep the shell waiting.
    System.exit(exitCode);
  }

  /** Runs one command line and returns its exit code; prints to that terminal only. */
  public static int run(Terminal terminal, String... arguments) {
    String[] ordered = Arguments.commandFirst(arguments);
    return CommandLines.of(terminal, ordered).execute(ordered);
  }
}
