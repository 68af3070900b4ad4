package dev.waybill.server;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.GroupSettings;
import dev.waybill.server.config.NodeConfig;
import dev.waybill.server.config.TopicConfig;
import dev.waybill.server.config.TopicConfigs;
import dev.waybill.server.net.ConnectionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/** What this node is set to, by Kafka's names: what DescribeConfigs shows of it. */
final class NodeConfigs {
  private final List<NodeConfig> configs = new ArrayList<>();

  private NodeConfigs() {}

  static List<NodeConfig> of(ServerSettings server, BrokerSettings broker) {
    NodeConfigs all = new NodeConfigs();
    all.number("node.id", server.nodeId());
    all.truth("auto.create.topics.enable", server.autoCreateTopics());
    all.number("default.replication.factor", 1);
    all.number("max.incremental.fetch.session.cache.slots", server.maxFetchSessions());
    all.number("num.partitions", server.newTopics().partitions());
    for (TopicConfig config : TopicConfigs.all()) {
      all.add(config.brokerName(), config.type(), config.valueIn(server.newTopics()));
    }
    all.connections(server.connections());
    all.millis("log.retention.check.interval.ms", broker.retentionInterval());
    all.millis("producer.id.expiration.ms", broker.producerExpiry());
    all.millis("transaction.max.timeout.ms", broker.transactions().maxTimeout());
    all.millis("transactional.id.expiration.ms", broker.transactions().idExpiry());
    all.groups(broker.groups());
    all.configs.sort(Comparator.comparing(NodeConfig::name));
    return all.configs;
  }

  private void connections(ConnectionSettings settings) {
    millis("connections.max.idle.ms", settings.idleTimeout());
    number("max.connections", settings.maxConnections());
    number("max.connections.per.ip", settings.maxConnectionsPerAddress());
    number("num.network.threads", settings.ioThreads());
    number("queued.max.request.bytes", settings.maxInFlightBytes());
    number("socket.request.max.bytes", settings.maxRequestBytes());
  }

  private void groups(GroupSettings settings) {
    millis("group.consumer.heartbeat.interval.ms", settings.heartbeatInterval());
    millis("group.consumer.session.timeout.ms", settings.sessionTimeout());
    number("group.consumer.max.size", settings.maxMembers());
    number("group.max.size", settings.maxMembers());
    millis("group.initial.rebalance.delay.ms", settings.classic().initialRebalanceDelay());
    millis("group.max.session.timeout.ms", settings.classic().maxSessionTimeout());
    millis("group.min.session.timeout.ms", settings.classic().minSessionTimeout());
    number("offset.metadata.max.bytes", settings.maxMetadataBytes());
    millis("offsets.retention.check.interval.ms", settings.retentionCheckInterval());
    number("offsets.retention.minutes", settings.positionRetention().toMinutes());
  }

  private void number(String name, long value) {
    add(name, ConfigType.LONG, String.valueOf(value));
  }

  private void millis(String name, Duration value) {
    number(name, value.toMillis());
  }

  private void truth(String name, boolean value) {
    add(name, ConfigType.BOOLEAN, String.valueOf(value));
  }

  private void add(String name, ConfigType type, String value) {
    configs.add(new NodeConfig(name, type, value));
  }
}
