package dev.waybill.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A pipeline process as its parent sees it: same java, same class path. What it says goes to its
 * hearer, on a thread of its own. One thread at a time uses this.
 */
final class Child implements AutoCloseable {

  /** What a shell would say of a process that SIGKILL ended. */
  static final int KILLED = 128 + 9;

  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final Process process;
  private final Consumer<Optional<Signal>> hearer;

  private Child(Process process, Consumer<Optional<Signal>> hearer) {
    this.process = process;
    this.hearer = hearer;
  }

  /**
   * Starts one.
   *
   * @param errors where what it says on its error stream is added
   * @param temporaries for files of its libraries, made if it is missing
   * @param hearer of each signal, and at last of an empty one: the process has ended, and
   *     everything that it said before its death came first
   */
  static Child start(
      ChildSettings settings, Path errors, Path temporaries, Consumer<Optional<Signal>> hearer)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    // Libraries unpack native code there, which nobody takes away from a process that is killed.
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(temporaries));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(PipelineProcess.class.getName());
    command.addAll(settings.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(errors.toFile()));
    builder.environment().putAll(settings.environment());
    Child child = new Child(builder.start(), hearer);
    Thread reader = new Thread(child::readLines, "pipeline-output");
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private void readLines() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line; (line = reader.readLine()) != null; ) {
        hearer.accept(Optional.of(Signal.parse(line)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the pipeline's output broke off; its process goes on", e);
    } finally {
      hearer.accept(Optional.empty());
    }
  }

  Process process() {
    return process;
  }

  /** Tells it what to do; see {@link ParentOrders}. */
  void tell(String order) throws IOException {
    try {
      process.getOutputStream().write((order + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      // It has ended, which its hearer is told.
    }
  }

  /** SIGSTOP: not a thread of it goes on, and it is not told. */
  void stop() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT: it goes on as if no time had passed. */
  void wake() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", name, Long.toString(process.pid())).inheritIO().start();
    int exitCode = kill.waitFor();
    if (exitCode != 0) {
      throw new IOException(
          "expected kill " + name + " of the pipeline to succeed, found exit code " + exitCode);
    }
  }

  /** SIGKILL. What it has said before can still be read. */
  void kill() {
    // Through its handle: Process.destroyForcibly would close the pipe with the last words in it.
    process.toHandle().destroyForcibly();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    kill();
    process.getOutputStream().close();
  }
}
