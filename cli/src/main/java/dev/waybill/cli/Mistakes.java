package dev.waybill.cli;

import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A wrong command line: one line of what is wrong and where the help is. */
record Mistakes(Terminal terminal, boolean json) implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    ErrorLine.print(
        terminal,
        json,
        mistake.getMessage()
            + suggestion(mistake)
            + "; see: "
            + command.getCommandSpec().qualifiedName()
            + " --help",
        ExitCode.USAGE);
    return ExitCode.USAGE;
  }

  private static String suggestion(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      List<String> names = unmatched.getSuggestions();
      return names.isEmpty() ? "" : "; did you mean " + String.join(" or ", names) + "?";
    }
    return "";
  }
}
