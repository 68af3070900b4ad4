package dev.waybill.compatibility;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * kcat, librdkafka's command line: the one that is installed, otherwise Debian's, fetched and
 * unpacked below {@code target} once.
 */
final class Kcat {

  private static final Path HOME = Path.of("target", "kcat").toAbsolutePath();
  private static final List<String> PACKAGES =
      List.of("kcat", "librdkafka1", "libyajl2", "liblz4-1", "libsasl2-2", "libssl3", "libzstd1");

  // Where, and then which packages.
  private static final String FETCH =
      "cd \"$0\" && apt-get download \"$@\" && for deb in *.deb; do dpkg -x \"$deb\" .; done";

  private final String bootstrap;
  private final List<String> kcat;

  private Kcat(String bootstrap, List<String> kcat) {
    this.bootstrap = bootstrap;
    this.kcat = kcat;
  }

  /**
   * Skips the test where kcat neither is nor can be fetched.
   *
   * @param bootstrap the address of a server that runs
   */
  static Kcat of(String bootstrap) throws IOException, InterruptedException {
    List<String> installed = List.of("kcat");
    return new Kcat(bootstrap, runs(installed) ? installed : fetched());
  }

  private static List<String> fetched() throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    Optional<Path> libraries = libraries();
    if (libraries.isEmpty()) {
      List<String> fetch = new ArrayList<>(List.of("sh", "-c", FETCH, HOME.toString()));
      fetch.addAll(PACKAGES);
      Program.Ended fetched = Program.run(fetch);
      libraries = libraries();
      if (fetched.exitCode() != 0 || libraries.isEmpty()) {
        return abort("kcat is not installed, and apt-get did not fetch it:\n" + fetched.printed());
      }
    }
    String path = "LD_LIBRARY_PATH=" + libraries.get();
    List<String> kcat =
        List.of("env", path, HOME.resolve(Path.of("usr", "bin", "kcat")).toString());
    return runs(kcat) ? kcat : abort("kcat was fetched to " + HOME + ", and does not run there");
  }

  private static Optional<Path> libraries() throws IOException {
    try (Stream<Path> files = Files.walk(HOME)) {
      return files
          .filter(file -> file.endsWith("librdkafka.so.1"))
          .map(Path::getParent)
          .findFirst();
    }
  }

  private static boolean runs(List<String> kcat) throws InterruptedException {
    List<String> version = new ArrayList<>(kcat);
    version.add("-V");
    try {
      return Program.run(version).exitCode() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs it to its end, with nothing to read. */
  Program.Ended run(String... arguments) throws IOException, InterruptedException {
    return Program.run(command(arguments));
  }

  /** Sends a message a line. */
  Program.Ended produce(List<String> messages, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = command(arguments);
    command.add("-P");
    return Program.run(command, String.join("\n", messages) + "\n");
  }

  Program start(String... arguments) throws IOException {
    return Program.start(command(arguments));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(kcat);
    command.addAll(List.of("-b", bootstrap));
    command.addAll(List.of(arguments));
    return command;
  }
}
