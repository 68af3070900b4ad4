package dev.waybill.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The server on one directory. It syncs: what it committed is on the disk.
 *
 * <pre>
 *   start ──► RUNNING ── kill ──► KILLED ── start ──► RUNNING, after its own recovery
 *                └───────────────────┴── stop ──► nothing is left, the directory neither
 * </pre>
 */
final class Server {

  private static final Duration TO_START = Duration.ofMinutes(2);
  private static final long TO_STOP_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long TO_DIE_MILLIS = 2_000;
  private static final long LOOK_AGAIN_MILLIS = 10;

  private final Path data;
  private final Path log;
  private int port;
  private @Nullable EmbeddedPostgres running;
  private @Nullable ProcessHandle postmaster;
  private boolean stopped;

  /**
   * @param data missing or empty, and deleted at the end
   * @param log what the server says is appended there
   */
  Server(Path data, Path log) {
    this.data = data;
    this.log = log;
  }

  /** Starts it, the first time on a free port and then on the same one. */
  synchronized int start() throws IOException {
    if (stopped) {
      throw new IOException("the server was stopped, and its data is deleted");
    }
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            // The library would make the directory anew after a kill; it is deleted here.
            .setCleanDataDirectory(false)
            .setPGStartupWait(TO_START)
            .setPort(port)
            .setOutputRedirector(Redirect.appendTo(log.toFile()))
            .setErrorRedirector(Redirect.appendTo(log.toFile()));
    // Its defaults are for tests that may lose their data.
    builder.setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on");
    // As on a small server: the defaults are for a machine of 1996.
    builder.setServerConfig("shared_buffers", "256MB").setServerConfig("max_wal_size", "2GB");
    builder.setServerConfig("max_connections", "50");
    builder.setServerConfig("unix_socket_directories", "");
    running = builder.start();
    port = running.getPort();
    long pid = Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
    postmaster = ProcessHandle.of(pid).orElse(null);
    return port;
  }

  /** SIGKILL for all its processes: what it has not synced is lost, if it owed anybody that. */
  synchronized void kill() throws IOException {
    ProcessHandle first =
        postmaster().orElseThrow(() -> new IOException("expected a running server, found none"));
    List<ProcessHandle> backends = first.descendants().toList();
    first.destroyForcibly();
    backends.forEach(ProcessHandle::destroyForcibly);
    awaitDeath(first);
    backends.forEach(Server::awaitDeath);
    Files.deleteIfExists(pidFile());
    close();
  }

  /** Where nobody buries the dead, as in some containers, they count as living for ever. */
  private static void awaitDeath(ProcessHandle killed) {
    killed.onExit().completeOnTimeout(killed, TO_DIE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  /** Stops it and deletes its data; nothing happens the second time. */
  synchronized void stop() throws IOException, InterruptedException {
    if (stopped) {
      return;
    }
    stopped = true;
    close();
    // At the end of this JVM the library has its own hook that stops the server: wait for that.
    long until = System.nanoTime() + TO_STOP_NANOS;
    while (Files.exists(pidFile()) && System.nanoTime() - until < 0) {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    if (postmaster().isPresent()) {
      kill();
    }
    deleteData();
  }

  private void close() throws IOException {
    EmbeddedPostgres server = running;
    running = null;
    if (server != null) {
      server.close();
    }
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  /** The server's first process, if it lives. */
  private Optional<ProcessHandle> postmaster() {
    return Optional.ofNullable(postmaster).filter(ProcessHandle::isAlive);
  }

  private void deleteData() throws IOException {
    if (!Files.exists(data)) {
      return;
    }
    List<Path> leavesFirst;
    try (Stream<Path> walk = Files.walk(data)) {
      leavesFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : leavesFirst) {
      Files.deleteIfExists(one);
    }
  }
}
