package dev.waybill.server;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.cluster.ApiVersionsHandler;
import dev.waybill.server.cluster.Cluster;
import dev.waybill.server.cluster.DescribeClusterHandler;
import dev.waybill.server.cluster.FindCoordinatorHandler;
import dev.waybill.server.cluster.MetadataHandler;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.fetch.FetchHandler;
import dev.waybill.server.fetch.FetchSessions;
import dev.waybill.server.group.ConsumerGroupDescribeHandler;
import dev.waybill.server.group.ConsumerGroupHeartbeatHandler;
import dev.waybill.server.group.DeleteGroupsHandler;
import dev.waybill.server.group.DescribeGroupsHandler;
import dev.waybill.server.group.HeartbeatHandler;
import dev.waybill.server.group.JoinGroupHandler;
import dev.waybill.server.group.LeaveGroupHandler;
import dev.waybill.server.group.ListGroupsHandler;
import dev.waybill.server.group.MemberPatterns;
import dev.waybill.server.group.OffsetCommitHandler;
import dev.waybill.server.group.OffsetDeleteHandler;
import dev.waybill.server.group.OffsetFetchHandler;
import dev.waybill.server.group.SyncGroupHandler;
import dev.waybill.server.produce.ProduceHandler;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Apis;
import dev.waybill.server.topic.AlterConfigsHandler;
import dev.waybill.server.topic.CreatePartitionsHandler;
import dev.waybill.server.topic.CreateTopicsHandler;
import dev.waybill.server.topic.DeleteRecordsHandler;
import dev.waybill.server.topic.DeleteTopicsHandler;
import dev.waybill.server.topic.DescribeConfigsHandler;
import dev.waybill.server.topic.DescribeLogDirsHandler;
import dev.waybill.server.topic.DescribeTopicPartitionsHandler;
import dev.waybill.server.topic.IncrementalAlterConfigsHandler;
import dev.waybill.server.topic.ListOffsetsHandler;
import dev.waybill.server.topic.OffsetForLeaderEpochHandler;
import dev.waybill.server.transaction.AddOffsetsToTxnHandler;
import dev.waybill.server.transaction.AddPartitionsToTxnHandler;
import dev.waybill.server.transaction.DescribeProducersHandler;
import dev.waybill.server.transaction.DescribeTransactionsHandler;
import dev.waybill.server.transaction.EndTxnHandler;
import dev.waybill.server.transaction.InitProducerIdHandler;
import dev.waybill.server.transaction.ListTransactionsHandler;
import dev.waybill.server.transaction.TxnOffsetCommitHandler;
import dev.waybill.server.transaction.WriteTxnMarkersHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;

/** Who answers what. A key that is not here is neither advertised nor answered. */
final class Handlers {
  /** The finalized features, which tell clients the protocols to speak. */
  private static final Map<String, Short> FEATURES =
      Map.of("group.version", (short) 1, "transaction.version", (short) 2);

  private Handlers() {}

  static Apis of(Broker broker, ServerSettings settings) {
    UUID directory = broker.directoryId();
    Uuid id = new Uuid(directory.getMostSignificantBits(), directory.getLeastSignificantBits());
    Cluster cluster = new Cluster(id.toString(), settings.nodeId(), settings.advertised());
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
    handlers.add(new FetchHandler(topics, new FetchSessions(settings.maxFetchSessions())));
    handlers.addAll(topics(broker, cluster, topics, settings));
    handlers.addAll(transactions(broker, topics));
    handlers.addAll(groups(broker, cluster, topics));

    Set<ApiKeys> keys = handlers.stream().map(ApiHandler::key).collect(Collectors.toSet());
    handlers.add(new ApiVersionsHandler(keys, FEATURES));
    return new Apis(handlers);
  }

  private static List<ApiHandler<?>> topics(
      Broker broker, Cluster cluster, TopicCatalog topics, ServerSettings settings) {
    TopicSettings defaults = settings.newTopics();
    return List.of(
        new CreateTopicsHandler(broker, cluster.nodeId(), defaults),
        new DeleteTopicsHandler(broker, topics),
        new CreatePartitionsHandler(broker),
        new DescribeTopicPartitionsHandler(cluster, topics),
        new DescribeConfigsHandler(
            topics,
            ServerSettings.defaults().newTopics(),
            defaults,
            cluster.nodeId(),
            NodeConfigs.of(settings, broker.settings())),
        new AlterConfigsHandler(broker, defaults),
        new IncrementalAlterConfigsHandler(broker, defaults),
        new DescribeLogDirsHandler(broker, settings.dataName()),
        new DeleteRecordsHandler(broker, topics),
        new ListOffsetsHandler(topics),
        new OffsetForLeaderEpochHandler(topics));
  }

  private static List<ApiHandler<?>> transactions(Broker broker, TopicCatalog topics) {
    return List.of(
        new InitProducerIdHandler(broker),
        new AddPartitionsToTxnHandler(broker),
        new AddOffsetsToTxnHandler(broker),
        new TxnOffsetCommitHandler(broker, topics),
        new EndTxnHandler(broker),
        new WriteTxnMarkersHandler(broker),
        new DescribeProducersHandler(broker),
        new DescribeTransactionsHandler(broker),
        new ListTransactionsHandler(broker, System::currentTimeMillis));
  }

  private static List<ApiHandler<?>> groups(Broker broker, Cluster cluster, TopicCatalog topics) {
    MemberPatterns patterns = new MemberPatterns(topics, System::nanoTime);
    return List.of(
        new FindCoordinatorHandler(cluster),
        new JoinGroupHandler(broker),
        new SyncGroupHandler(broker),
        new HeartbeatHandler(broker),
        new LeaveGroupHandler(broker),
        new OffsetCommitHandler(broker, topics),
        new OffsetFetchHandler(broker, topics),
        new OffsetDeleteHandler(broker, topics),
        new ListGroupsHandler(broker),
        new DescribeGroupsHandler(broker),
        new DeleteGroupsHandler(broker),
        new ConsumerGroupHeartbeatHandler(broker, topics, patterns),
        new ConsumerGroupDescribeHandler(broker, topics));
  }
}
