package dev.waybill.orders.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the server of the module {@code postgres} is. */
final class PostgresClassPath {

  /** The project's directory, as the launcher says it. */
  private static final String HOME = "waybill.home";

  private PostgresClassPath() {}

  /** The module, below the project that the launcher started us from, or below this directory. */
  static Path module() {
    return Path.of(System.getProperty(HOME, "")).resolve("postgres").toAbsolutePath().normalize();
  }

  /**
   * The class path, as {@code java -cp} takes it. Maven is asked for it where the build has not
   * written it yet, which may download thirty megabytes.
   *
   * @throws IOException there is no such project, or Maven failed; with what it said
   */
  static String find() throws IOException, InterruptedException {
    Path target = module().resolve("target");
    Path written = target.resolve("class-path");
    if (!Files.exists(written)) {
      build();
    }
    return target.resolve("classes") + File.pathSeparator + Files.readString(written).strip();
  }

  private static Process maven(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          "expected Maven (mvn) on the PATH to fetch a PostgreSQL server with, found none; install"
              + " it, or name a server of yours: jdbc:postgresql:…",
          e);
    }
  }

  private static void build() throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "mvn",
            "-B",
            "-q",
            "-f",
            module().resolve("pom.xml").toString(),
            "-Dspotless.check.skip=true",
            "process-classes");
    System.err.println("waybill: fetching a PostgreSQL server ... (the first time only)");
    Process process = maven(command);
    try {
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(
            "expected Maven to fetch a PostgreSQL server, found a failure of "
                + command
                + ":\n"
                + printed);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
