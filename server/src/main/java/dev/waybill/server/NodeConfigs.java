package dev.waybill.server;

import java.util.Map;

/** What this node is set to, by Kafka's names: what DescribeConfigs shows of it. */
final class NodeConfigs {
  private NodeConfigs() {}

  static Map<String, String> of(ServerSettings settings) {
    return Map.of(
        "node.id", String.valueOf(settings.nodeId()),
        "auto.create.topics.enable", String.valueOf(settings.autoCreateTopics()),
        "num.partitions", String.valueOf(settings.newTopics().partitions()),
        "message.max.bytes", String.valueOf(settings.newTopics().maxBatchBytes()),
        "log.segment.bytes", String.valueOf(settings.newTopics().segments().bytes()),
        "log.retention.ms",
            settings
                .newTopics()
                .retention()
                .time()
                .map(time -> String.valueOf(time.toMillis()))
                .orElse("-1"),
        "log.retention.bytes", String.valueOf(settings.newTopics().retention().bytes().orElse(-1)),
        "default.replication.factor", "1",
        "max.connections", String.valueOf(settings.connections().maxConnections()),
        "socket.request.max.bytes", String.valueOf(settings.connections().maxRequestBytes()));
  }
}
