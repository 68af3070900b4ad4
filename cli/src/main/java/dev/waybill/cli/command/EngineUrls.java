package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineUrl;
import dev.waybill.error.CorruptException;
import dev.waybill.error.WaybillException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Engines by their URLs. What cannot be opened ends the command. */
final class EngineUrls {
  private static final String EMBEDDED = "embedded:";

  private EngineUrls() {}

  /**
   * Opens what an option names; a missing data directory is made.
   *
   * @param option the option's name, for the message
   */
  static Engine open(String option, String url) {
    try {
      return EngineUrl.parse(url).open(Map.of());
    } catch (WaybillException e) {
      throw new CommandException(
          exitCode(e), option + ": cannot open " + url + ": " + e.getMessage());
    }
  }

  /** As {@link #open}, and makes no data directory. */
  static Engine openExisting(String option, String url) {
    if (isMissing(url)) {
      throw new CommandException(
          ExitCode.CANNOT_OPEN,
          option
              + ": cannot open "
              + url
              + ": there is no such directory, and nothing was made; correct the path");
    }
    return open(option, url);
  }

  static int exitCode(WaybillException failure) {
    return failure instanceof CorruptException ? ExitCode.CORRUPT : ExitCode.CANNOT_OPEN;
  }

  /** Whether it names a data directory that does not exist. */
  static boolean isMissing(String url) {
    if (!url.startsWith(EMBEDDED)) {
      return false;
    }
    String address = url.substring(EMBEDDED.length());
    int question = address.indexOf('?');
    try {
      return Files.notExists(Path.of(question < 0 ? address : address.substring(0, question)));
    } catch (InvalidPathException e) {
      // No path at all: opening it says better what is wrong.
      return false;
    }
  }
}
