package dev.waybill.compatibility;

import dev.waybill.cluster.ApacheKafkaClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kafka's own command-line tools, each in a JVM of its own with only the released jars. Their
 * classes lie mapped in an archive below {@code target}, which halves a tool's life.
 */
final class KafkaTools {

  private static final Path ARCHIVE =
      Path.of("target", "kafka-tools-" + Runtime.version() + ".jsa").toAbsolutePath();

  private final String bootstrap;
  private final List<String> java;

  private KafkaTools(String bootstrap, List<String> java) {
    this.bootstrap = bootstrap;
    this.java = java;
  }

  /**
   * @param bootstrap the address of a server that runs
   */
  static KafkaTools of(String bootstrap) throws IOException, InterruptedException {
    String classPath = ApacheKafkaClassPath.below(Path.of(".."));
    if (!Files.exists(ARCHIVE)) {
      archive(bootstrap, classPath);
    }
    return new KafkaTools(bootstrap, java(classPath, "-XX:SharedArchiveFile=" + ARCHIVE));
  }

  private static void archive(String bootstrap, String classPath)
      throws IOException, InterruptedException {
    Files.createDirectories(ARCHIVE.getParent());
    List<String> java = java(classPath, "-XX:ArchiveClassesAtExit=" + ARCHIVE);
    new KafkaTools(bootstrap, java).run(KafkaTool.TOPICS, "--describe");
  }

  private static List<String> java(String classPath, String archive) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // The JVM's own remarks about the archive are not the tool's.
    java.addAll(List.of(archive, "-Xlog:disable"));
    java.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    java.addAll(List.of("-cp", classPath));
    return java;
  }

  /** Runs a tool to its end. */
  Program.Ended run(KafkaTool tool, String... arguments) throws IOException, InterruptedException {
    return Program.run(command(tool, arguments));
  }

  Program start(KafkaTool tool, String... arguments) throws IOException {
    return Program.start(command(tool, arguments));
  }

  private List<String> command(KafkaTool tool, String... arguments) {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(tool.mainClass(), tool.addressOption(), bootstrap));
    command.addAll(List.of(arguments));
    return command;
  }
}
