package dev.waybill.compatibility;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program of theirs in a process of its own. One that does not end within {@link #TO_END} is
 * killed, so that no test waits for it forever. Not for several threads.
 */
final class Program implements AutoCloseable {

  private static final Duration TO_END = Duration.ofSeconds(90);

  private final List<String> command;
  private final Process process;
  private final BufferedReader output;
  private final StringBuilder printed = new StringBuilder();

  private Program(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    CompletableFuture.delayedExecutor(TO_END.toSeconds(), TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
  }

  /**
   * What a program printed, on either stream, and how it ended.
   *
   * @param exitCode 128 and more: a signal ended it
   */
  record Ended(int exitCode, String printed) {

    List<String> lines() {
      return printed.lines().toList();
    }

    /** The words of each line that has some. */
    List<List<String>> rows() {
      return printed
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> List.of(line.strip().split("\\s+", -1)))
          .toList();
    }
  }

  static Program start(List<String> command) throws IOException {
    return new Program(command, new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Runs a program to its end, with nothing to read. */
  static Ended run(List<String> command) throws IOException, InterruptedException {
    return run(command, "");
  }

  /**
   * Runs a program to its end.
   *
   * @param input what it finds on its standard input; small enough for a pipe
   */
  static Ended run(List<String> command, String input) throws IOException, InterruptedException {
    try (Program program = start(command)) {
      program.give(input);
      return program.ended();
    }
  }

  private void give(String input) throws IOException {
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads on until a line holds {@code words}.
   *
   * @return that line
   * @throws IOException it ended before; with what it said
   */
  String await(String words) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      printed.append(line).append('\n');
      if (line.contains(words)) {
        return line;
      }
    }
    throw new IOException(
        "expected \"" + words + "\" of " + command + "; it ended and had said:\n" + printed);
  }

  /** Waits for the end. */
  Ended ended() throws IOException, InterruptedException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      printed.append(line).append('\n');
    }
    return new Ended(process.waitFor(), printed.toString());
  }

  /** Asks it to end, and waits. */
  Ended end() throws IOException, InterruptedException {
    // The handle leaves what was printed to be read; the process would close it.
    process.toHandle().destroy();
    return ended();
  }

  /** SIGKILL: it says and does nothing more. */
  Ended kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly();
    return ended();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    try {
      output.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
