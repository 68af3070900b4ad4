package dev.waybill.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The streams and the surroundings of one run of the command line. Its owner closes nothing:
 * streams belong to the process, or to the test.
 *
 * @param in what is published, and answers
 * @param out results; buffered, {@link #flush} tells whether anyone still reads them
 * @param err progress and errors
 * @param inBytes how many bytes {@code in} has, if that is known: a file has a size, a pipe has
 *     none
 * @param outIsTerminal whether results run over a screen that progress would be drawn on
 * @param errIsTerminal whether a person sees {@code err}, so that progress may be drawn
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    OptionalLong inBytes,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment) {

  private static final int OUT_BUFFER_BYTES = 64 * 1024;

  /** Set by the launcher: Java itself cannot tell which of its streams are terminals. */
  private static final String OUT_IS_TERMINAL = "waybill.stdout.terminal";

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
    return new Terminal(
        System.in,
        out,
        err,
        standardInputBytes(),
        Boolean.getBoolean(OUT_IS_TERMINAL),
        Boolean.getBoolean(ERR_IS_TERMINAL),
        System.getenv());
  }

  /** What a file that was redirected to us still has to give. */
  @SuppressWarnings("resource") // closing the channel would close the process's standard input
  private static OptionalLong standardInputBytes() {
    try {
      FileChannel channel = new FileInputStream(FileDescriptor.in).getChannel();
      long left = channel.size() - channel.position();
      return left > 0 ? OptionalLong.of(left) : OptionalLong.empty();
    } catch (IOException noFile) {
      // A pipe has no position to ask for.
      return OptionalLong.empty();
    }
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
