package dev.waybill.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The streams and the surroundings of one run of the command line. Its owner closes nothing:
 * streams belong to the process, or to the test.
 *
 * @param in what is published, and answers
 * @param out results; buffered, {@link #flush} tells whether anyone still reads them
 * @param err progress and errors
 * @param errIsTerminal whether a person sees {@code err}, so that progress may be drawn
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean errIsTerminal,
    Map<String, String> environment) {

  private static final int OUT_BUFFER_BYTES = 64 * 1024;

  /** Set by the launcher: Java itself cannot tell whether its standard error is a terminal. */
  private static final String ERR_IS_TERMINAL = "waybill.stderr.terminal";

  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** The process's own. */
  public static Terminal system() {
    PrintStream out =
        new PrintStream(
            new java.io.BufferedOutputStream(
                new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    return new Terminal(System.in, out, err, Boolean.getBoolean(ERR_IS_TERMINAL), System.getenv());
  }

  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * Hands everything written so far to whoever reads it.
   *
   * @throws BrokenPipeException nobody does any more
   */
  public void flush() {
    // checkError flushes; PrintStream keeps the failure to itself otherwise.
    if (out.checkError()) {
      throw new BrokenPipeException();
    }
  }
}
