package dev.waybill.benchmarks.rounds;

import dev.waybill.cluster.ApacheKafkaClassPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that runs {@link LoadMain}. Closing it kills it, if it still runs. One thread. */
final class ChildJvm implements AutoCloseable {

  private static final int KEPT_ERROR_LINES = 12;
  private static final Duration TO_END = Duration.ofSeconds(30);
  private static final String HOME = ApacheKafkaClassPath.HOME;

  /** Not a line that a child can say. */
  private static final String END = "\n";

  private final Task task;
  private final Process process;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final Deque<String> errors = new ArrayDeque<>();
  private final Thread errorReader;

  private ChildJvm(Task task, Process process) {
    this.task = task;
    this.process = process;
    read("bench-child-out", process.getInputStream(), said::add, () -> said.add(END));
    errorReader = read("bench-child-err", process.getErrorStream(), this::keepError, () -> {});
  }

  static ChildJvm start(Task task, int heapMegabytes) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-D" + HOME + "=" + System.getProperty(HOME, ""));
    command.addAll(jvmOptions());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LoadMain.class.getName());
    command.addAll(task.toArguments());
    return new ChildJvm(task, new ProcessBuilder(command).start());
  }

  /** More options for every child, separated by spaces: a flight recording, another collector. */
  private static List<String> jvmOptions() {
    String options = System.getProperty("waybill.bench.jvm", "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }

  /**
   * The first line the child says that begins so.
   *
   * @throws ChildFailedException it ended without, or the time was up
   */
  String await(String prefix, Duration patience) throws ChildFailedException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      String line = said.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw failed("said nothing that begins with " + prefix + " for " + patience);
      }
      if (line.equals(END)) {
        process.waitFor();
        throw failed("ended with exit code " + process.exitValue() + " and without a result");
      }
      if (line.startsWith(prefix)) {
        return line;
      }
    }
  }

  /** Waits for it to end by itself. */
  void awaitEnd() throws ChildFailedException, InterruptedException {
    if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
      throw failed("had its result and did not end within " + TO_END);
    }
    if (process.exitValue() != 0) {
      throw failed("ended with exit code " + process.exitValue());
    }
  }

  /** SIGKILL, and its end. */
  void kill() throws ChildFailedException, InterruptedException {
    if (!process.isAlive()) {
      throw failed("was to be killed and had ended before, with exit code " + process.exitValue());
    }
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly().onExit().join();
    }
  }

  private ChildFailedException failed(String what) throws InterruptedException {
    close();
    errorReader.join(TO_END.toMillis());
    StringBuilder text = new StringBuilder();
    text.append(task.benchmark()).append(", ").append(task.contender()).append(": the process ");
    text.append(what);
    synchronized (errors) {
      errors.forEach(line -> text.append("\n  ").append(line));
    }
    return new ChildFailedException(text.toString());
  }

  private void keepError(String line) {
    synchronized (errors) {
      // The head says what failed; later lines are frames and consequences.
      if (errors.size() < KEPT_ERROR_LINES) {
        errors.add(line);
      }
    }
  }

  private interface Lines {
    void take(String line);
  }

  private static Thread read(String name, InputStream stream, Lines lines, Runnable atEnd) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  lines.take(line);
                }
              } catch (IOException e) {
                // A killed process takes its streams along: whoever waits for a line is told of the
                // end, with the reason.
                lines.take("the measured process cannot be heard: " + e);
              } finally {
                atEnd.run();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
