package dev.waybill.verifier.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A child JVM as its parent sees it: same java, same class path. It dies with its parent, also when
 * it is stopped. Thread-safe, except that one thread at a time listens to it.
 */
public final class ChildJvm implements AutoCloseable {
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx192m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  private static final Set<ChildJvm> LIVING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVING.forEach(ChildJvm::kill)));
  }

  private final String name;
  private final Process process;
  // Empty: the output has ended. Everything that the child said before its death comes first.
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts a program of this class path.
   *
   * @param name for messages
   * @param errors what it writes to its error output is appended there
   */
  public static ChildJvm start(
      String name, Class<?> program, Map<String, String> arguments, Path errors)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    arguments.forEach((key, value) -> command.add(key + "=" + value));
    Process process =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(errors.toFile())).start();
    ChildJvm child = new ChildJvm(name, process);
    LIVING.add(child);
    Thread reader = new Thread(child::readLines, name + "-output");
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private void readLines() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      lines.add(Optional.of("output broke off: " + e.getMessage()));
    } finally {
      lines.add(Optional.empty());
    }
  }

  public String name() {
    return name;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for a line that begins so, and skips others.
   *
   * @return what follows it
   */
  public String await(String beginning, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<String> line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IllegalStateException(
            name + ": expected \"" + beginning + "\" within " + patience + ", found none");
      }
      if (line.isEmpty()) {
        // For whoever asks next.
        lines.add(Optional.empty());
        throw new IllegalStateException(
            name + ": expected \"" + beginning + "\", found the end of its output");
      }
      if (line.get().startsWith(beginning)) {
        return line.get().substring(beginning.length()).trim();
      }
    }
  }

  /** Writes a line to its input; nothing if it has ended. */
  public void say(String line) {
    try {
      OutputStream out = process.getOutputStream();
      out.write((line + "\n").getBytes(UTF_8));
      out.flush();
    } catch (IOException e) {
      // It is dead, and its parent finds that out by its output.
      lines.add(Optional.empty());
    }
  }

  /** SIGKILL. Returns when it is dead. */
  public void kill() {
    LIVING.remove(this);
    // Through its handle: Process.destroyForcibly would close the pipe with the last words in it.
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  /** SIGSTOP: none of its threads runs, and the kernel goes on accepting what it is sent. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    if (shell.waitFor() != 0) {
      throw new IOException(
          name + ": expected process " + process.pid() + " to take SIG" + signal + ", it is gone");
    }
  }

  /** Waits for its end; false if the time was up first. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (ended) {
      LIVING.remove(this);
    }
    return ended;
  }

  @Override
  public void close() {
    kill();
  }
}
