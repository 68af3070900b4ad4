package dev.waybill.jdbc.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server, of the binaries that come from Maven Central. */
public final class PostgreSqlServer implements MortalServer {

  private static @Nullable PostgreSqlServer shared;
  private static @Nullable PostgreSqlServer mortalOne;

  private final Path data;
  private final boolean mortal;
  private EmbeddedPostgres server;
  private boolean killed;
  private volatile boolean ended;

  private PostgreSqlServer(boolean mortal) throws IOException {
    Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
    this.data = Files.createTempDirectory(target, "postgresql");
    this.mortal = mortal;
    this.server = start(0);
  }

  /** The one of this JVM's tests; it ends with the JVM. */
  public static synchronized PostgreSqlServer shared() {
    if (shared == null) {
      shared = make(false);
    }
    return shared;
  }

  /** The one of this JVM's tests that may be killed, alive; it ends with the JVM. */
  static synchronized MortalServer mortal() {
    if (mortalOne == null) {
      mortalOne = make(true);
      Runtime.getRuntime().addShutdownHook(new Thread(mortalOne::killAndClean));
    } else if (mortalOne.killed) {
      // A test that failed has left it dead.
      mortalOne.restart();
    }
    return mortalOne;
  }

  private static PostgreSqlServer make(boolean mortal) {
    try {
      return new PostgreSqlServer(mortal);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private EmbeddedPostgres start(int port) throws IOException {
    if (ended) {
      throw new IOException("the JVM ends, and nobody would stop what starts now");
    }
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(!mortal)
            .setPGStartupWait(Duration.ofMinutes(2))
            .setServerConfig("synchronous_commit", mortal ? "on" : "off")
            .setServerConfig("deadlock_timeout", "100ms")
            .setServerConfig("max_connections", "100")
            // A server that is killed would leave its socket.
            .setServerConfig("unix_socket_directories", "");
    if (port != 0) {
      builder.setPort(port);
    }
    return builder.start();
  }

  @Override
  public TestDatabase createDatabase(String name) {
    String url = "jdbc:postgresql://localhost:" + server.getPort() + "/";
    new TestDatabase(url + "postgres", "postgres", "postgres").execute("CREATE DATABASE " + name);
    return new TestDatabase(url + name, "postgres", "postgres");
  }

  @Override
  public void kill() throws IOException, InterruptedException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    killed = true;
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    var children = postmaster.children().toList();
    postmaster.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    postmaster.onExit().join();
    children.forEach(child -> child.onExit().join());
    Files.deleteIfExists(data.resolve("postmaster.pid"));
  }

  @Override
  public void restart() {
    int port = server.getPort();
    try {
      server.close();
      server = start(port);
      killed = false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (mortal) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void killAndClean() {
    ended = true;
    try {
      kill();
      close();
    } catch (IOException | InterruptedException e) {
      // The library's own hook has been quicker, or leaves files below target.
    }
  }
}
