package dev.waybill.cli.command;

import picocli.CommandLine.Option;

/** How a command prints. */
public final class OutputOptions {

  @Option(
      names = "--json",
      description = "Print JSON, one value per line; errors too, on standard error.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks for the option, nobody for its value
  private boolean help;

  boolean json() {
    return json;
  }
}
