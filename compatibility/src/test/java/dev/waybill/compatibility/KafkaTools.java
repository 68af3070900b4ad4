package dev.waybill.compatibility;

import dev.waybill.benchmarks.wire.ApacheKafkaClassPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kafka's own command-line tools, each in a JVM of its own with only the released jars. */
final class KafkaTools {
  private static final String PACKAGE = "org.apache.kafka.tools.";

  private KafkaTools() {}

  /** What a tool printed, on either stream, and how it ended. */
  record Ended(int exitCode, String printed) {}

  /**
   * Runs a tool to its end.
   *
   * @param tool the class below {@code org.apache.kafka.tools}: {@code TopicCommand}
   */
  static Ended run(String tool, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("-cp", ApacheKafkaClassPath.below(Path.of(".."))));
    command.add(PACKAGE + tool);
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), printed);
  }
}
