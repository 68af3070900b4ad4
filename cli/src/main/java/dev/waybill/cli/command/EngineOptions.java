package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.error.CorruptException;
import dev.waybill.error.WaybillException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the messages are. */
public final class EngineOptions {

  private static final String VARIABLE = "WAYBILL_URL";
  private static final String DEFAULT_URL = "embedded:./waybill-data";
  private static final String EMBEDDED = "embedded:";

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
      int exitCode = e instanceof CorruptException ? ExitCode.CORRUPT : ExitCode.CANNOT_OPEN;
      throw new CommandException(exitCode, "cannot open " + opened + ": " + e.getMessage());
    }
  }

  /** As {@link #open}, for commands that only look: they make no data directory. */
  Waybill openExisting(Terminal terminal) {
    String opened = url(terminal);
    if (opened.startsWith(EMBEDDED) && !exists(opened)) {
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

  private static boolean exists(String embeddedUrl) {
    String address = embeddedUrl.substring(EMBEDDED.length());
    int question = address.indexOf('?');
    try {
      return Files.exists(Path.of(question < 0 ? address : address.substring(0, question)));
    } catch (InvalidPathException e) {
      // No path at all: opening it says better what is wrong.
      return true;
    }
  }

  private String url(Terminal terminal) {
    return url != null ? url : terminal.variable(VARIABLE).orElse(DEFAULT_URL);
  }
}
