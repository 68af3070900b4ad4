package dev.waybill.benchmarks.wire;

import dev.waybill.cluster.Command;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** kafkajs, a client for Node.js that speaks old versions of the protocol, and programs of it. */
public final class KafkajsHome {

  private final Path directory;

  private KafkajsHome(Path directory) {
    this.directory = directory;
  }

  /**
   * The installed one below {@code target}. npm is asked for it when it is not there yet.
   *
   * @param home the project's directory
   * @throws IOException npm is not here, or failed; with what it said
   */
  public static KafkajsHome below(Path home) throws IOException, InterruptedException {
    Path directory = home.resolve(Path.of("target", "kafkajs")).toAbsolutePath();
    KafkajsHome kafkajs = new KafkajsHome(Files.createDirectories(directory));
    kafkajs.add(home.resolve(Path.of("benchmarks", "src", "main", "kafkajs")));
    if (!Files.exists(directory.resolve("node_modules").resolve("kafkajs"))) {
      Command.printed(
          List.of("npm", "ci", "--prefix", directory.toString(), "--no-audit", "--no-fund"));
    }
    return kafkajs;
  }

  /** Puts the programs of a directory beside those that are there. */
  public void add(Path programs) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(programs)) {
      for (Path file : files) {
        Files.copy(
            file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** What starts a program; arguments follow. */
  public List<String> command(String program, String bootstrap) {
    return List.of("node", "--no-warnings", directory.resolve(program).toString(), bootstrap);
  }
}
