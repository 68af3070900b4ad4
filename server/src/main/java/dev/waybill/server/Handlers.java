package dev.waybill.server;

import dev.waybill.broker.Broker;
import dev.waybill.server.cluster.ApiVersionsHandler;
import dev.waybill.server.cluster.Cluster;
import dev.waybill.server.cluster.DescribeClusterHandler;
import dev.waybill.server.cluster.MetadataHandler;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.fetch.FetchHandler;
import dev.waybill.server.fetch.FetchSessions;
import dev.waybill.server.produce.ProduceHandler;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Apis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;

/** Who answers what. A key that is not here is neither advertised nor answered. */
final class Handlers {
  /** The finalized features, which tell clients the protocols to speak. */
  private static final Map<String, Short> FEATURES = Map.of();

  private Handlers() {}

  static Apis of(Broker broker, ServerSettings settings) {
    Cluster cluster = new Cluster(settings.clusterId(), settings.nodeId(), settings.advertised());
    TopicCatalog topics = new TopicCatalog(broker);
    List<ApiHandler<?>> handlers = new ArrayList<>();
    handlers.add(new DescribeClusterHandler(cluster));
    handlers.add(
        new MetadataHandler(
            broker,
            cluster,
            topics,
            settings.autoCreateTopics() ? Optional.of(settings::newTopics) : Optional.empty()));
    handlers.add(new ProduceHandler(broker, topics, settings.maxInflatedBytes()));
    handlers.add(new FetchHandler(broker, topics, new FetchSessions(settings.maxFetchSessions())));

    Set<ApiKeys> keys = handlers.stream().map(ApiHandler::key).collect(Collectors.toSet());
    handlers.add(new ApiVersionsHandler(keys, FEATURES));
    return new Apis(handlers);
  }
}
