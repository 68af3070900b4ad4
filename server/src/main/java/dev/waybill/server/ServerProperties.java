package dev.waybill.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.GroupSettings;
import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.broker.transaction.TransactionSettings;
import dev.waybill.server.config.ListenerNames;
import dev.waybill.server.config.NodeProperties;
import dev.waybill.server.config.Security;
import dev.waybill.server.net.ConnectionSettings;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What a properties file with Kafka's own names makes of this node. Names that mean the same here
 * take effect; the others are listed, so that they can be told of once.
 *
 * @param broker the broker's settings
 * @param server the server's settings
 * @param listen where to listen, not resolved; empty if the file does not say
 * @param dataDirectory where the data is; empty if the file does not say
 * @param withoutMeaning names of a Kafka broker that mean nothing on one node, or are not supported
 * @param unknown names that mean nothing to a Kafka broker either
 */
public record ServerProperties(
    BrokerSettings broker,
    ServerSettings server,
    Optional<InetSocketAddress> listen,
    Optional<Path> dataDirectory,
    List<String> withoutMeaning,
    List<String> unknown) {

  public ServerProperties {
    withoutMeaning = List.copyOf(withoutMeaning);
    unknown = List.copyOf(unknown);
  }

  /**
   * Reads a file.
   *
   * @param broker where the file says nothing
   * @param server where the file says nothing
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException naming the entry that cannot be; also when the file asks for
   *     security that would silently not be there
   */
  public static ServerProperties read(Path file, BrokerSettings broker, ServerSettings server)
      throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, UTF_8)) {
      properties.load(in);
    }
    Map<String, String> entries = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> entries.put(name, properties.getProperty(name)));
    return of(entries, broker, server);
  }

  /** The same of entries that are in memory. */
  public static ServerProperties of(
      Map<String, String> entries, BrokerSettings broker, ServerSettings server) {
    Security.requireNone(entries);
    NodeProperties from = new NodeProperties(entries);
    ListenerNames listeners = new ListenerNames(from);
    ServerSettings served = server(from, server);
    Optional<InetSocketAddress> advertised =
        listeners.clients("advertised.listeners", from.text("advertised.listeners"));
    if (advertised.isPresent()) {
      served = served.withAdvertised(advertised.get());
    }
    BrokerSettings brokered = broker(from, broker, served);
    Optional<InetSocketAddress> listen = listeners.clients("listeners", from.text("listeners"));
    Optional<Path> data = dataDirectory(from);
    return new ServerProperties(
        brokered, served, listen, data, from.withoutMeaning(), from.unknown());
  }

  /** The same with other settings of the server. */
  public ServerProperties withServer(ServerSettings settings) {
    return new ServerProperties(broker, settings, listen, dataDirectory, withoutMeaning, unknown);
  }

  private static ServerSettings server(NodeProperties from, ServerSettings base) {
    return new ServerSettings(
        connections(from, base.connections()),
        base.advertised(),
        base.dataName(),
        from.wholeNumber("node.id", from.wholeNumber("broker.id", base.nodeId())),
        from.truth("auto.create.topics.enable", base.autoCreateTopics()),
        from.topics(base.newTopics()),
        base.maxInflatedBytes(),
        from.wholeNumber("max.incremental.fetch.session.cache.slots", base.maxFetchSessions()));
  }

  private static ConnectionSettings connections(NodeProperties from, ConnectionSettings base) {
    long queued = from.largeNumber("queued.max.request.bytes", base.maxInFlightBytes());
    return new ConnectionSettings(
        from.wholeNumber("max.connections", base.maxConnections()),
        from.wholeNumber("max.connections.per.ip", base.maxConnectionsPerAddress()),
        from.wholeNumber("socket.request.max.bytes", base.maxRequestBytes()),
        base.maxRequestElements(),
        queued > 0 ? queued : base.maxInFlightBytes(),
        base.maxPipelined(),
        from.millis("connections.max.idle.ms", base.idleTimeout()),
        base.frameTimeout(),
        base.grace(),
        from.wholeNumber("num.network.threads", base.ioThreads()));
  }

  /** A topic may allow batches as large as a request may be. */
  private static BrokerSettings broker(
      NodeProperties from, BrokerSettings base, ServerSettings server) {
    return base.withMaxBatchBytes(
            Math.max(base.maxBatchBytes(), server.connections().maxRequestBytes()))
        .withTransactions(
            new TransactionSettings(
                from.millis("transaction.max.timeout.ms", base.transactions().maxTimeout()),
                from.millis("transactional.id.expiration.ms", base.transactions().idExpiry())))
        .withProducerExpiry(from.millis("producer.id.expiration.ms", base.producerExpiry()))
        .withRetentionInterval(
            from.millis("log.retention.check.interval.ms", base.retentionInterval()))
        .withGroups(groups(from, base.groups()));
  }

  private static GroupSettings groups(NodeProperties from, GroupSettings base) {
    int maxMembers = from.wholeNumber("group.max.size", base.maxMembers());
    return new GroupSettings(
        from.millis("group.consumer.session.timeout.ms", base.sessionTimeout()),
        from.millis("group.consumer.heartbeat.interval.ms", base.heartbeatInterval()),
        from.minutes("offsets.retention.minutes", base.positionRetention()),
        from.millis("offsets.retention.check.interval.ms", base.retentionCheckInterval()),
        from.wholeNumber("group.consumer.max.size", maxMembers),
        from.wholeNumber("offset.metadata.max.bytes", base.maxMetadataBytes()),
        new ClassicSettings(
            from.millis("group.min.session.timeout.ms", base.classic().minSessionTimeout()),
            from.millis("group.max.session.timeout.ms", base.classic().maxSessionTimeout()),
            from.millis("group.initial.rebalance.delay.ms", base.classic().initialRebalanceDelay()),
            base.classic().newMemberTimeout()));
  }

  private static Optional<Path> dataDirectory(NodeProperties from) {
    Optional<String> one = from.text("log.dir");
    Optional<String> directories = from.text("log.dirs").or(() -> one);
    if (directories.isPresent() && directories.get().contains(",")) {
      throw new IllegalArgumentException(
          "log.dirs: expected one data directory, found " + directories.get());
    }
    return directories.map(Path::of);
  }
}
