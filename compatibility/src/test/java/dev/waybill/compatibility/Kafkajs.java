package dev.waybill.compatibility;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The programs of {@code src/test/kafkajs}, which npm installs below {@code target} once. */
final class Kafkajs {

  private static final Path SOURCE = Path.of("src", "test", "kafkajs");
  private static final Path HOME = Path.of("target", "kafkajs").toAbsolutePath();

  private final String bootstrap;

  private Kafkajs(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /**
   * Skips the test where there is no Node.js, or where npm cannot fetch kafkajs.
   *
   * @param bootstrap the address of a server that runs
   */
  static Kafkajs of(String bootstrap) throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SOURCE)) {
      for (Path file : files) {
        Files.copy(file, HOME.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!Files.exists(HOME.resolve("node_modules").resolve("kafkajs"))) {
      install();
    }
    return new Kafkajs(bootstrap);
  }

  private static void install() throws InterruptedException {
    try {
      Program.Ended installed =
          Program.run(List.of("npm", "ci", "--prefix", HOME.toString(), "--no-audit", "--no-fund"));
      if (installed.exitCode() != 0) {
        abort("npm could not install kafkajs; it said:\n" + installed.printed());
      }
    } catch (IOException e) {
      abort("npm is needed to run kafkajs, and is not here: " + e.getMessage());
    }
  }

  /** Runs a program to its end. */
  Program.Ended run(String program, String... arguments) throws IOException, InterruptedException {
    return Program.run(command(program, arguments));
  }

  Program start(String program, String... arguments) throws IOException {
    return Program.start(command(program, arguments));
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("node", "--no-warnings", HOME.resolve(program).toString(), bootstrap));
    command.addAll(List.of(arguments));
    return command;
  }
}
