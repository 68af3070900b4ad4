package dev.waybill.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A pipeline process as its parent sees it: same java, same class path. One thread at a time. */
final class Child implements AutoCloseable {

  /** What a shell would say of a process that SIGKILL ended. */
  static final int KILLED = 128 + 9;

  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final Process process;
  // Empty: the output has ended. Everything that the child said before its death comes first.
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  private Child(Process process) {
    this.process = process;
  }

  static Child start(ChildSettings settings, Path errors) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(PipelineProcess.class.getName());
    command.addAll(settings.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(errors.toFile()));
    builder.environment().putAll(settings.environment());
    Child child = new Child(builder.start());
    Thread reader = new Thread(child::readLines, "pipeline-output");
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private void readLines() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line; (line = reader.readLine()) != null; ) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the pipeline's output broke off; its process goes on", e);
    } finally {
      lines.add(Optional.empty());
    }
  }

  Process process() {
    return process;
  }

  /** The next signal, or empty once the child has ended and said no more. */
  Optional<Signal> next(Duration patience) throws InterruptedException, TimeoutException {
    Optional<String> line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new TimeoutException(
          "the pipeline process has said nothing for " + patience.toSeconds() + " s");
    }
    return line.map(Signal::parse);
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
