package dev.waybill.compatibility;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.waybill.benchmarks.wire.KafkajsHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs of {@code src/test/kafkajs}, beside the kafkajs that npm installs once. */
final class Kafkajs {

  private static final Path PROGRAMS = Path.of("src", "test", "kafkajs");

  private final KafkajsHome installed;
  private final String bootstrap;

  private Kafkajs(KafkajsHome installed, String bootstrap) {
    this.installed = installed;
    this.bootstrap = bootstrap;
  }

  /**
   * Skips the test where there is no Node.js, or where npm cannot fetch kafkajs.
   *
   * @param bootstrap the address of a server that runs
   */
  static Kafkajs of(String bootstrap) throws InterruptedException {
    try {
      KafkajsHome installed = KafkajsHome.below(Path.of(".."));
      installed.add(PROGRAMS);
      return new Kafkajs(installed, bootstrap);
    } catch (IOException e) {
      return abort("kafkajs is not here, and npm did not fetch it: " + e.getMessage());
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
    List<String> command = new ArrayList<>(installed.command(program, bootstrap));
    command.addAll(List.of(arguments));
    return command;
  }
}
