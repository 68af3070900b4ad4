package dev.waybill.jdbc.database;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A MariaDB server: the one that is installed, otherwise Debian's. */
public final class MariaDbServer implements MortalServer {

  private static final long STARTUP_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static @Nullable MariaDbServer shared;
  private static @Nullable MariaDbServer mortalOne;

  private final List<String> command;
  private final Path data;
  private final int port;
  private @Nullable Process process;
  private volatile boolean closed;

  private MariaDbServer() throws IOException, InterruptedException {
    this.command = MariaDbProgram.find();
    this.data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "mariadb");
    this.port = freePort();
    // First the hook: a JVM that ends now takes no hook, and must start no server either.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    this.process = launch();
    awaitStart();
  }

  /** The one of this JVM's tests; it ends with the JVM. */
  public static synchronized MariaDbServer shared() {
    if (shared == null) {
      shared = make(false);
    }
    return shared;
  }

  /** The one of this JVM's tests that may be killed, alive; it ends with the JVM. */
  static synchronized MortalServer mortal() {
    if (mortalOne == null) {
      mortalOne = make(true);
    } else if (!mortalOne.process.isAlive()) {
      // A test that failed has left it dead.
      mortalOne.restart();
    }
    return mortalOne;
  }

  private static MariaDbServer make(boolean mortal) {
    try {
      MariaDbServer server = new MariaDbServer();
      if (mortal) {
        // The files that it has made are whole only after its first stop.
        server.process.destroy();
        server.process.waitFor();
        server.restart();
      }
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process launch() throws IOException {
    if (closed) {
      throw new IOException("closed, perhaps because the JVM ends: nobody would stop it");
    }
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of(
            "--datadir=" + data.toAbsolutePath(),
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + socket(),
            "--pid-file=" + data.toAbsolutePath().resolve("pid"),
            // No system tables have to be made, and everybody may come in.
            "--skip-grant-tables",
            "--user=root",
            "--innodb-buffer-pool-size=32M",
            "--innodb-log-file-size=16M",
            "--innodb-lock-wait-timeout=20",
            "--max-connections=100",
            "--skip-name-resolve"));
    return new ProcessBuilder(arguments)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /**
   * Its path must be short, which that of the data may not be. A server that is killed leaves it.
   */
  private Path socket() {
    return Path.of("/tmp", "waybill-" + port + ".sock");
  }

  private Path log() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private void awaitStart() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTUP_NANOS;
    while (true) {
      try (Connection connection = DriverManager.getConnection(url(""), "root", "")) {
        return;
      } catch (SQLException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("MariaDB does not start: " + Files.readString(log()), e);
        }
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
  }

  private String url(String name) {
    return "jdbc:mariadb://localhost:" + port + "/" + name + "?sslMode=disable";
  }

  @Override
  public TestDatabase createDatabase(String name) {
    new TestDatabase(url(""), "root", "").execute("CREATE DATABASE " + name);
    return new TestDatabase(url(name), "root", "");
  }

  @Override
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().join();
    }
  }

  @Override
  public void restart() {
    try {
      process = launch();
      awaitStart();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    kill();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(log());
      Files.deleteIfExists(socket());
    } catch (IOException e) {
      // Another close has been quicker.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
