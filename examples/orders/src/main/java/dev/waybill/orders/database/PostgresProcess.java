package dev.waybill.orders.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of our own, on a free port, which syncs what it commits. It lives in a
 * process that ends, and deletes its data, when this one closes it, dies or is killed.
 *
 * <p>{@link #close} from any thread, all else from one.
 */
public final class PostgresProcess implements AutoCloseable {

  private static final String MAIN = "dev.waybill.postgres.PostgresMain";
  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  /** Of its log, in a message: lines. */
  private static final int WORDS = 10;

  private static final Duration TO_END = Duration.ofSeconds(40);

  private final Process process;
  private final BufferedReader answers;
  private final Path log;
  private int port;

  private PostgresProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts the process; its server can be used after {@link #awaitStarted}.
   *
   * @param directory where {@code database} and {@code database.log} go; there must be none
   * @throws IOException Maven cannot fetch the server, or the process not be started
   */
  public static PostgresProcess launch(Path directory) throws IOException, InterruptedException {
    Path log = directory.resolve("database.log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            JVM_OPTIONS.get(0),
            JVM_OPTIONS.get(1),
            JVM_OPTIONS.get(2),
            JVM_OPTIONS.get(3),
            // Where the binaries are unpacked, once.
            "-Dot.epg.working-dir="
                + PostgresClassPath.module().resolve(Path.of("target", "server")),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            PostgresClassPath.find(),
            MAIN,
            directory.resolve("database").toString(),
            log.toString());
    Process process =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start();
    return new PostgresProcess(process, log);
  }

  /**
   * Returns when the server accepts connections.
   *
   * @throws IOException it does not; with the reason
   */
  public PostgresProcess awaitStarted() throws IOException {
    port = Integer.parseInt(answer("started "));
    return this;
  }

  /** What its only user may use: the database {@code postgres}. */
  public String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
  }

  /** Kills all processes of the server with SIGKILL. */
  public void kill() throws IOException {
    command("kill");
    answer("killed");
  }

  /** Starts a killed server again, on the same port, with what it had committed. */
  public void start() throws IOException {
    command("start");
    awaitStarted();
  }

  private void command(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  private String answer(String expected) throws IOException {
    String line = answers.readLine();
    if (line == null || !line.startsWith(expected)) {
      throw new IOException(
          "expected the database server to say '"
              + expected
              + "', found "
              + (line == null ? "the end of it" : "'" + line + "'")
              + "; nothing was run. Its last words:"
              + lastWords());
    }
    return line.substring(expected.length());
  }

  /** Here and now: the file may be deleted with the run. */
  private String lastWords() throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log, UTF_8) : List.of();
    StringBuilder words = new StringBuilder(lines.isEmpty() ? " none" : "");
    lines.stream()
        .skip(Math.max(0, lines.size() - WORDS))
        .forEach(line -> words.append("\n  ").append(line));
    return words.toString();
  }

  /** Ends the server and waits until its data is deleted; nothing happens the second time. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // Its input is closed already: it is ending, or has ended.
      process.onExit().orTimeout(TO_END.toSeconds(), TimeUnit.SECONDS).join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
