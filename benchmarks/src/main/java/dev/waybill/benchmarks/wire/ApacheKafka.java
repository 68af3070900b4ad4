package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One node of Apache Kafka, broker and KRaft controller in one process, on this machine only. */
public final class ApacheKafka implements WireServer {

  /** Any; ids are compared nowhere. */
  private static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

  private static final int HEAP_MEGABYTES = 1024;

  private final ServerProcess server;
  private final int port;

  private ApacheKafka(ServerProcess server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker on a directory, which is formatted first where it was not.
   *
   * @param classPath of {@link ApacheKafkaClassPath}
   * @param directory an existing directory for data and what the server says
   * @param settings more of the broker's properties; they win over ours
   */
  public static ApacheKafka start(String classPath, Path directory, Map<String, String> settings)
      throws IOException, InterruptedException {
    int port = FreePort.find();
    Path properties = directory.resolve("server.properties");
    Files.writeString(properties, lines(properties(directory, port, FreePort.find(), settings)));
    String file = properties.toString();
    if (!Files.exists(directory.resolve("data").resolve("meta.properties"))) {
      ServerProcess.run(
          java(classPath, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", file),
          directory.resolve("format.log"));
    }
    ServerProcess server =
        ServerProcess.start(java(classPath, "kafka.Kafka", file), directory.resolve("kafka.log"));
    server.await("Kafka Server started");
    return new ApacheKafka(server, port);
  }

  private static List<String> java(String classPath, String... mainAndArguments) {
    List<String> java = new ArrayList<>();
    java.addAll(List.of("-Xms" + HEAP_MEGABYTES + "m", "-Xmx" + HEAP_MEGABYTES + "m"));
    java.addAll(List.of("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"));
    java.add("-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info");
    java.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    java.addAll(List.of("-cp", classPath));
    java.addAll(List.of(mainAndArguments));
    return java;
  }

  private static Map<String, String> properties(
      Path directory, int port, int controllerPort, Map<String, String> settings) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    properties.put("log.dirs", directory.resolve("data").toString());
    // What a single node needs; everything else is Kafka's default.
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.putAll(settings);
    return properties;
  }

  private static String lines(Map<String, String> properties) {
    StringBuilder lines = new StringBuilder();
    properties.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    return lines.toString();
  }

  @Override
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  @Override
  public Process process() {
    return server.process();
  }

  @Override
  public void close() {
    server.close();
  }
}
