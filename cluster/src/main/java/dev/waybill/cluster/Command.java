package dev.waybill.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program that is run to its end for what it prints. */
public final class Command {

  private Command() {}

  /**
   * Runs it, with nothing to read.
   *
   * @param command the program and its arguments
   * @return what it printed, on either stream
   * @throws IOException it could not be started, or failed; with what it printed
   */
  public static String printed(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException("expected " + command + " to succeed, found:\n" + printed);
      }
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
