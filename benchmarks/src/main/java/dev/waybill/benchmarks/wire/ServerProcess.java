package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that writes what it says to a file. */
final class ServerProcess {

  private static final Duration TO_START = Duration.ofMinutes(2);
  private static final Duration TO_END = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param java options, class path, main class and arguments
   */
  static ServerProcess start(List<String> java, Path log) throws IOException {
    return new ServerProcess(begin(java, log), log);
  }

  /** Runs a JVM to its end. */
  static void run(List<String> java, Path log) throws IOException, InterruptedException {
    Process process = begin(java, log);
    if (!process.waitFor(TO_START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("expected " + java + " to succeed; it said:\n" + said(log));
    }
  }

  private static Process begin(List<String> java, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  Process process() {
    return process;
  }

  /**
   * The first line that holds {@code words}.
   *
   * @throws IOException it ended, or the time was up; with what it said
   */
  String await(String words) throws IOException, InterruptedException {
    long end = System.nanoTime() + TO_START.toNanos();
    while (System.nanoTime() < end) {
      boolean alive = process.isAlive();
      for (String line : said(log).split("\n", -1)) {
        if (line.contains(words)) {
          return line;
        }
      }
      if (!alive) {
        throw new IOException(
            "expected a server that says \"" + words + "\", found one that ended:\n" + said(log));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    close();
    throw new IOException(
        "expected a server that says \"" + words + "\" within " + TO_START + ":\n" + said(log));
  }

  private static String said(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  void close() {
    process.destroy();
    try {
      if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process.onExit().join();
  }
}
