package dev.waybill.benchmarks.wire;

import dev.waybill.cluster.ApacheKafkaClassPath;
import dev.waybill.cluster.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of Kafka's own command-line tools, in a JVM with nothing but the released jars. */
final class ReleasedTool {

  private ReleasedTool() {}

  /**
   * Runs it to its end.
   *
   * @param name the class in {@code org.apache.kafka.tools}
   * @return the lines that it printed
   * @throws IOException it failed; with what it printed
   */
  static List<String> run(String name, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
    command.addAll(List.of("-cp", ApacheKafkaClassPath.here()));
    command.add("org.apache.kafka.tools." + name);
    command.addAll(arguments);
    return List.of(Command.printed(command).split("\n"));
  }
}
