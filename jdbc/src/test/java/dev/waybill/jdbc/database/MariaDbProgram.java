package dev.waybill.jdbc.database;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How mariadbd is run: the one that is installed, otherwise Debian's, fetched and unpacked below
 * {@code target} once. Modules that are tested after this one name its place in {@code
 * waybill.mariadb}.
 */
final class MariaDbProgram {

  private static final Path HOME =
      Path.of(System.getProperty("waybill.mariadb", "target/mariadb-server")).toAbsolutePath();

  private static final List<String> PACKAGES =
      List.of(
          "mariadb-server-core",
          "libaio1",
          "liburing2",
          "libnuma1",
          "libpcre2-8-0",
          "libpmem1",
          "libssl3",
          "libsystemd0");

  // Where, and then which packages. What cannot be had may be installed: the run tells.
  private static final String FETCH =
      "cd \"$0\" && for name in \"$@\"; do apt-get download \"$name\"; done;"
          + " for deb in *.deb; do dpkg -x \"$deb\" . || exit 1; done";

  private MariaDbProgram() {}

  /**
   * The words that a command line begins with. Skips the test where it cannot be had. One thread
   * fetches; others wait.
   */
  static synchronized List<String> find() throws IOException, InterruptedException {
    List<String> installed = List.of("mariadbd", "--no-defaults");
    if (runs(installed)) {
      return installed;
    }
    String printed = "";
    if (!Files.exists(program())) {
      Files.createDirectories(HOME);
      List<String> fetch = new ArrayList<>(List.of("sh", "-c", FETCH, HOME.toString()));
      fetch.addAll(PACKAGES);
      printed = run(fetch).printed();
    }
    if (!Files.exists(program())) {
      return abort("MariaDB is not installed, and apt-get did not fetch it:\n" + printed);
    }
    List<String> fetched =
        List.of(
            "env",
            "LD_LIBRARY_PATH=" + libraries(),
            program().toString(),
            "--no-defaults",
            "--basedir=" + HOME.resolve("usr"),
            "--lc-messages-dir=" + HOME.resolve(Path.of("usr", "share", "mysql")));
    return runs(fetched)
        ? fetched
        : abort("MariaDB was fetched to " + HOME + ", and does not run there:\n" + printed);
  }

  private static Path program() {
    return HOME.resolve(Path.of("usr", "sbin", "mariadbd"));
  }

  private static String libraries() throws IOException {
    try (Stream<Path> files = Files.walk(HOME)) {
      return files
          .filter(file -> file.getFileName().toString().matches("lib.*\\.so\\.\\d+"))
          .map(file -> file.getParent().toString())
          .distinct()
          .collect(Collectors.joining(":"));
    }
  }

  private static boolean runs(List<String> command) throws InterruptedException {
    List<String> version = new ArrayList<>(command);
    version.add("--version");
    try {
      return run(version).exitCode() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private record Ended(int exitCode, String printed) {}

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), printed);
  }
}
