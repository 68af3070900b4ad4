package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill dump SEGMENT-OR-DIRECTORY}. */
@Command(name = "dump", description = "Show what lies in a segment or a partition directory.")
public final class DumpCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SEGMENT-OR-DIRECTORY", description = "A .log file or its directory.")
  private Path path = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public DumpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!Files.exists(path)) {
      throw new CommandException(ExitCode.CANNOT_OPEN, "there is no " + path);
    }
    terminal.out().println(output.json() ? "{}" : "");
    terminal.flush();
    return ExitCode.OK;
  }
}
