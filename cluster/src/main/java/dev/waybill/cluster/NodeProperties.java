package dev.waybill.cluster;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What stands in a node's {@code server.properties}. */
final class NodeProperties {

  private NodeProperties() {}

  /**
   * The file's lines.
   *
   * @param id from 1
   * @param controllers of all nodes: ports, the first of node 1
   */
  static List<String> lines(
      int id, Path data, int port, List<Integer> controllers, KafkaSettings settings) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(id));
    properties.put("controller.quorum.voters", voters(controllers));
    String client = "PLAINTEXT://127.0.0.1:" + port;
    properties.put("listeners", client + ",CONTROLLER://127.0.0.1:" + controllers.get(id - 1));
    properties.put("advertised.listeners", client);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    properties.put("log.dirs", data.toString());
    properties.put("group.initial.rebalance.delay.ms", "0");
    replication(properties, settings.nodes());
    properties.putAll(settings.properties());
    return properties.entrySet().stream()
        .map(property -> property.getKey() + "=" + property.getValue().replace("\\", "\\\\"))
        .toList();
  }

  private static String voters(List<Integer> controllers) {
    return IntStream.range(0, controllers.size())
        .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
        .collect(Collectors.joining(","));
  }

  /** Kafka's defaults for its own topics are those of three nodes; for users' topics, of one. */
  private static void replication(Map<String, String> properties, int nodes) {
    if (nodes > 1) {
      properties.put("default.replication.factor", Integer.toString(nodes));
      properties.put("min.insync.replicas", Integer.toString(nodes - 1));
    } else {
      properties.put("offsets.topic.replication.factor", "1");
      properties.put("transaction.state.log.replication.factor", "1");
      properties.put("transaction.state.log.min.isr", "1");
      properties.put("share.coordinator.state.topic.replication.factor", "1");
      properties.put("share.coordinator.state.topic.min.isr", "1");
    }
  }
}
