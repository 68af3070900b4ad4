package dev.waybill.cli;

import dev.waybill.cli.command.Failures;
import dev.waybill.cli.terminal.BrokenPipeException;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.error.WaybillException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** How a command that threw ends: one line and an exit code, or a stack trace if it is our bug. */
record Endings(Terminal terminal, boolean json) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof BrokenPipeException) {
      return ExitCode.BROKEN_PIPE;
    }
    int exitCode = Failures.exitCode(failure);
    ErrorLine.print(terminal, json, text(failure), exitCode);
    if (!isExpected(failure)) {
      failure.printStackTrace(terminal.err());
    }
    return exitCode;
  }

  private static boolean isExpected(Exception failure) {
    return failure instanceof WaybillException
        || failure instanceof CommandException
        || failure instanceof IOException;
  }

  private static String text(Exception failure) {
    String message = failure.getMessage();
    if (isExpected(failure) && message != null) {
      return failure instanceof IOException
          ? failure.getClass().getSimpleName() + ": " + message
          : message;
    }
    return "a bug in waybill, please report it with this trace: " + failure;
  }
}
