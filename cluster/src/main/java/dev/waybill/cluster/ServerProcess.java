package dev.waybill.cluster;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that writes what it says to the end of a file. It is killed when this JVM shuts down. One
 * thread at a time.
 */
public final class ServerProcess {

  private static final Duration TO_START = Duration.ofMinutes(2);
  private static final Duration TO_END = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MILLIS = 5;

  /** Strong: the pipe to a process that nobody holds is closed, and tells it that we have ended. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-server-processes"));
  }

  private final Process process;
  private final Path log;

  /** Where in the log this process begins. */
  private final long begin;

  private ServerProcess(Process process, Path log, long begin) {
    this.process = process;
    this.log = log;
    this.begin = begin;
  }

  /**
   * Starts it, and does not wait.
   *
   * @param java options, class path, main class and arguments
   * @param log where what it says is added
   */
  public static ServerProcess start(List<String> java, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    long begin = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    RUNNING.removeIf(earlier -> !earlier.isAlive());
    RUNNING.add(process);
    return new ServerProcess(process, log, begin);
  }

  public Process process() {
    return process;
  }

  /**
   * The first line that holds {@code words}.
   *
   * @throws IOException it ended, or the time was up; with what it said, and then it is not running
   */
  public String await(String words) throws IOException, InterruptedException {
    return await(words, List.of(process));
  }

  /**
   * The same, in vain as soon as one of those that it needs has ended.
   *
   * @param needed processes, this one among them
   */
  String await(String words, List<Process> needed) throws IOException, InterruptedException {
    long end = System.nanoTime() + TO_START.toNanos();
    while (System.nanoTime() < end) {
      boolean alive = needed.stream().allMatch(Process::isAlive);
      for (String line : said().split("\n", -1)) {
        if (line.contains(words)) {
          return line;
        }
      }
      if (!alive) {
        throw new IOException(
            "expected a server that says \""
                + words
                + "\", found that it or one it needs ended:\n"
                + said());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    kill();
    throw new IOException(
        "expected a server that says \"" + words + "\" within " + TO_START + ":\n" + said());
  }

  /** What it has said so far. */
  String said() throws IOException {
    try (SeekableByteChannel file = Files.newByteChannel(log).position(begin)) {
      return new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** SIGKILL, and waits for the end. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM, and waits for the end; kills it if it takes too long. */
  public void close() {
    terminate();
    awaitEnd();
  }

  /** SIGTERM, and does not wait. */
  void terminate() {
    // Through its handle: Process.destroy would close its input first, which means something else.
    process.toHandle().destroy();
  }

  /** Waits for the end; kills it if it takes too long. */
  void awaitEnd() {
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
