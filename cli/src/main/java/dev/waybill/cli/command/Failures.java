package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.error.CorruptException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.UnsupportedException;

/** Failures as exit codes. */
public final class Failures {

  private Failures() {}

  public static int exitCode(Throwable failure) {
    if (failure instanceof CommandException command) {
      return command.exitCode();
    }
    if (failure instanceof RejectedException || failure instanceof UnsupportedException) {
      return ExitCode.REJECTED;
    }
    if (failure instanceof OutcomeUnknownException) {
      return ExitCode.OUTCOME_UNKNOWN;
    }
    return failure instanceof CorruptException ? ExitCode.CORRUPT : ExitCode.FAILED;
  }
}
