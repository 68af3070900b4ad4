package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.error.WaybillException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the messages are. */
public final class EngineOptions {

  private static final String VARIABLE = "WAYBILL_URL";
  private static final String DEFAULT_URL = "embedded:./waybill-data";

  @Option(
      names = "--to",
      paramLabel = "URL",
      description =
          "What to open: embedded:DIRECTORY or kafka://HOST:PORT,HOST:PORT; $"
              + VARIABLE
              + " or "
              + DEFAULT_URL
              + " unless given.")
  private @Nullable String url;

  /** Opens what the URL names; a missing data directory is made. */
  Waybill open(Terminal terminal) {
    String opened = url(terminal);
    try {
      return Waybill.open(opened);
    } catch (WaybillException e) {
      throw new CommandException(
          EngineUrls.exitCode(e), "cannot open " + opened + ": " + e.getMessage());
    }
  }

  /** As {@link #open}, for commands that only look: they make no data directory. */
  Waybill openExisting(Terminal terminal) {
    String opened = url(terminal);
    if (EngineUrls.isMissing(opened)) {
      throw new CommandException(
          ExitCode.CANNOT_OPEN,
          "cannot open "
              + opened
              + ": there is no such directory, and nothing was made; pass --to URL or set "
              + VARIABLE
              + ", or begin one with: waybill topics create TOPIC --to "
              + opened);
    }
    return open(terminal);
  }

  private String url(Terminal terminal) {
    return url != null ? url : terminal.variable(VARIABLE).orElse(DEFAULT_URL);
  }
}
