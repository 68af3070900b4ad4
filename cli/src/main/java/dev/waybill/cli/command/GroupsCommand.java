package dev.waybill.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code waybill groups …}: how far each group has read, and moving it. */
@Command(name = "groups", description = "List, describe and reset consumer groups.")
public final class GroupsCommand {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks for the option, nobody for its value
  private boolean help;
}
