package dev.waybill.server;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.net.ConnectionSettings;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server behaves. Immutable.
 *
 * @param connections what connections may take
 * @param advertised where clients are told to connect; empty: under the address each one reached us
 * @param dataName what the data directory is called when a client asks
 * @param nodeId this node's id
 * @param autoCreateTopics whether a topic that a client asks about is created
 * @param newTopics the settings of topics whose creator does not say otherwise
 * @param maxInflatedBytes what the records of one compressed batch may take once inflated, in bytes
 * @param maxFetchSessions incremental fetch sessions that are remembered at once
 */
public record ServerSettings(
    ConnectionSettings connections,
    Optional<InetSocketAddress> advertised,
    String dataName,
    int nodeId,
    boolean autoCreateTopics,
    TopicSettings newTopics,
    long maxInflatedBytes,
    int maxFetchSessions) {
  private static final long MAX_INFLATED_BYTES = 64L << 20;
  private static final int MAX_FETCH_SESSIONS = 1_000;
  private static final int NODE_ID = 1;

  public ServerSettings {
    Objects.requireNonNull(connections, "connections");
    Objects.requireNonNull(advertised, "advertised");
    Objects.requireNonNull(newTopics, "newTopics");
  }

  /** Topics are created when a client asks about them, with one partition that keeps everything. */
  public static ServerSettings defaults() {
    return new ServerSettings(
        ConnectionSettings.DEFAULTS,
        Optional.empty(),
        "waybill",
        NODE_ID,
        true,
        TopicSettings.ofPartitions(1),
        MAX_INFLATED_BYTES,
        MAX_FETCH_SESSIONS);
  }

  public ServerSettings withConnections(ConnectionSettings settings) {
    return new ServerSettings(
        settings,
        advertised,
        dataName,
        nodeId,
        autoCreateTopics,
        newTopics,
        maxInflatedBytes,
        maxFetchSessions);
  }

  public ServerSettings withAdvertised(InetSocketAddress address) {
    return new ServerSettings(
        connections,
        Optional.of(address),
        dataName,
        nodeId,
        autoCreateTopics,
        newTopics,
        maxInflatedBytes,
        maxFetchSessions);
  }

  public ServerSettings withAutoCreateTopics(boolean create) {
    return new ServerSettings(
        connections,
        advertised,
        dataName,
        nodeId,
        create,
        newTopics,
        maxInflatedBytes,
        maxFetchSessions);
  }

  public ServerSettings withNewTopics(TopicSettings settings) {
    return new ServerSettings(
        connections,
        advertised,
        dataName,
        nodeId,
        autoCreateTopics,
        settings,
        maxInflatedBytes,
        maxFetchSessions);
  }

  public ServerSettings withMaxInflatedBytes(long bytes) {
    return new ServerSettings(
        connections,
        advertised,
        dataName,
        nodeId,
        autoCreateTopics,
        newTopics,
        bytes,
        maxFetchSessions);
  }

  public ServerSettings withDataName(String name) {
    return new ServerSettings(
        connections,
        advertised,
        name,
        nodeId,
        autoCreateTopics,
        newTopics,
        maxInflatedBytes,
        maxFetchSessions);
  }
}
