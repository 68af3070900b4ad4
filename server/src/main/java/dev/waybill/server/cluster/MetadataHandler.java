package dev.waybill.server.cluster;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataRequest;
import org.jspecify.annotations.Nullable;

/**
 * Metadata: v0–13, topics by name or (from v10) by id; all of them when none are named (v0) or the
 * list is null (from v1).
 *
 * <p>A missing topic is created when the caller allows it (always below v4) and the server does.
 * Kafka answers such a request with an error and lets the client ask again; here the answer waits
 * until the topic exists, durably.
 */
public final class MetadataHandler implements ApiHandler<MetadataRequest> {
  private static final int FIRST_VERSION_WITH_IDS = 12;

  private final Broker broker;
  private final Cluster cluster;
  private final TopicCatalog topics;
  private final Optional<Supplier<TopicSettings>> autoCreate;

  /**
   * @param autoCreate the settings of a topic that is created because somebody asked about it;
   *     empty: none is
   */
  public MetadataHandler(
      Broker broker,
      Cluster cluster,
      TopicCatalog topics,
      Optional<Supplier<TopicSettings>> autoCreate) {
    this.broker = broker;
    this.cluster = cluster;
    this.topics = topics;
    this.autoCreate = autoCreate;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.METADATA;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(MetadataRequest request, Caller caller) {
    boolean withOperations = request.data().includeTopicAuthorizedOperations();
    List<CompletableFuture<MetadataResponseTopic>> described = new ArrayList<>();
    if (request.isAllTopics()) {
      topics.all().forEach(topic -> described.add(done(describe(topic))));
    } else {
      if (request.version() < FIRST_VERSION_WITH_IDS) {
        requireNames(request);
      }
      boolean create = autoCreate.isPresent() && request.allowAutoTopicCreation();
      for (MetadataRequestTopic asked : new LinkedHashSet<>(request.data().topics())) {
        described.add(find(asked, create));
      }
    }
    return CompletableFuture.allOf(described.toArray(CompletableFuture[]::new))
        .thenApply(
            nothing -> {
              MetadataResponseData answer = answer(request, caller);
              for (CompletableFuture<MetadataResponseTopic> each : described) {
                MetadataResponseTopic topic = each.join();
                boolean isKnownByName = topic.name() != null;
                answer
                    .topics()
                    .add(
                        topic.setTopicAuthorizedOperations(
                            withOperations && isKnownByName
                                ? AuthorizedOperations.OF_TOPIC
                                : AuthorizedOperations.OMITTED));
              }
              return answer;
            });
  }

  /** Versions 10 and 11 can carry an id in the request, but no answer to it. */
  private static void requireNames(MetadataRequest request) {
    for (MetadataRequestTopic asked : request.data().topics()) {
      if (asked.name() == null || !asked.topicId().equals(Uuid.ZERO_UUID)) {
        throw Errors.INVALID_REQUEST.exception(
            "Expected topics by name in a Metadata request of version "
                + request.version()
                + ", found the id "
                + asked.topicId()
                + "; ask by id in version "
                + FIRST_VERSION_WITH_IDS
                + " or later.");
      }
    }
  }

  private MetadataResponseData answer(MetadataRequest request, Caller caller) {
    Node node = cluster.node(caller);
    MetadataResponseData answer =
        new MetadataResponseData()
            .setClusterId(cluster.id())
            .setControllerId(cluster.nodeId())
            .setClusterAuthorizedOperations(
                request.data().includeClusterAuthorizedOperations()
                    ? AuthorizedOperations.OF_CLUSTER
                    : AuthorizedOperations.OMITTED);
    answer
        .brokers()
        .add(
            new MetadataResponseBroker()
                .setNodeId(node.id())
                .setHost(node.host())
                .setPort(node.port()));
    return answer;
  }

  private CompletableFuture<MetadataResponseTopic> find(
      MetadataRequestTopic asked, boolean create) {
    String name = asked.name();
    // Java clients name no topic with a null or with an empty name when they ask for its id.
    if (name == null || !asked.topicId().equals(Uuid.ZERO_UUID)) {
      return done(
          topics
              .withId(asked.topicId())
              .map(this::describe)
              .orElseGet(() -> missing(null, asked.topicId(), Errors.UNKNOWN_TOPIC_ID)));
    }
    Optional<TopicDescription> topic = topics.named(name);
    if (topic.isPresent()) {
      return done(describe(topic.get()));
    }
    return create
        ? create(name)
        : done(missing(name, Uuid.ZERO_UUID, TopicCatalog.whyMissing(name)));
  }

  private CompletableFuture<MetadataResponseTopic> create(String name) {
    return broker
        .createTopic(name, autoCreate.orElseThrow().get())
        .handle(
            (created, failure) -> {
              if (failure == null) {
                return describe(created);
              }
              // Somebody else created it in between, or it has a name that none may have.
              return topics
                  .named(name)
                  .map(this::describe)
                  .orElseGet(() -> missing(name, Uuid.ZERO_UUID, BrokerErrors.of(failure)));
            });
  }

  private static MetadataResponseTopic missing(@Nullable String name, Uuid id, Errors why) {
    return new MetadataResponseTopic().setName(name).setTopicId(id).setErrorCode(why.code());
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private MetadataResponseTopic describe(TopicDescription topic) {
    MetadataResponseTopic described =
        new MetadataResponseTopic().setName(topic.name()).setTopicId(TopicCatalog.idOf(topic));
    List<Integer> replicas = List.of(cluster.nodeId());
    for (int partition = 0; partition < topic.settings().partitions(); partition++) {
      described
          .partitions()
          .add(
              new MetadataResponsePartition()
                  .setPartitionIndex(partition)
                  .setLeaderId(cluster.nodeId())
                  .setLeaderEpoch(Cluster.LEADER_EPOCH)
                  .setReplicaNodes(replicas)
                  .setIsrNodes(replicas));
    }
    return described;
  }
}
