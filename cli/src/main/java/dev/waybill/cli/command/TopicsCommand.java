package dev.waybill.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code waybill topics …}: what there is, making and deleting. */
@Command(name = "topics", description = "List, create, describe and delete topics.")
public final class TopicsCommand {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks for the option, nobody for its value
  private boolean help;
}
