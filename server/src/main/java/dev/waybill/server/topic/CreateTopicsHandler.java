package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicName;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.config.TopicConfig;
import dev.waybill.server.config.TopicConfigs;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/**
 * CreateTopics: v2–7. Answered when the topics exist, durably. One replica is all there can be: a
 * replication factor of 1 or -1 (the default), or assignments to this node.
 */
public final class CreateTopicsHandler implements ApiHandler<CreateTopicsRequest> {
  private static final short ONE_REPLICA = 1;
  private static final int DEFAULT_PARTITIONS = -1;

  private final Broker broker;
  private final int nodeId;
  private final TopicSettings defaults;

  /**
   * @param defaults the settings that a request does not name
   */
  public CreateTopicsHandler(Broker broker, int nodeId, TopicSettings defaults) {
    this.broker = broker;
    this.nodeId = nodeId;
    this.defaults = defaults;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CREATE_TOPICS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(CreateTopicsRequest request, Caller caller) {
    PartitionsPerRequest.requireFew(
        request.data().topics().stream().mapToLong(this::claimedPartitions).sum());
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    request
        .data()
        .topics()
        .forEach(
            topic -> {
              if (!seen.add(topic.name())) {
                twice.add(topic.name());
              }
            });
    List<CompletableFuture<CreatableTopicResult>> results = new ArrayList<>();
    for (CreatableTopic topic : request.data().topics()) {
      if (!seen.remove(topic.name())) {
        continue;
      }
      results.add(
          create(topic, twice.contains(topic.name()), request.data().validateOnly())
              .handle(
                  (created, failure) -> failure == null ? created : failed(topic.name(), failure)));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              CreateTopicsResponseData answer = new CreateTopicsResponseData();
              results.forEach(each -> answer.topics().add(each.join()));
              return answer;
            });
  }

  private CompletableFuture<CreatableTopicResult> create(
      CreatableTopic topic, boolean namedTwice, boolean validateOnly) {
    try {
      if (namedTwice) {
        throw Errors.INVALID_REQUEST.exception(
            "Expected each topic once in a request, found \"" + topic.name() + "\" again.");
      }
      TopicName.check(topic.name());
      if (broker.topic(topic.name()).isPresent()) {
        throw Errors.TOPIC_ALREADY_EXISTS.exception(
            "Expected a new name, found topic \"" + topic.name() + "\".");
      }
      TopicSettings settings = settings(topic);
      if (!validateOnly) {
        return broker.createTopic(topic.name(), settings).thenApply(this::created);
      }
      return CompletableFuture.completedFuture(result(topic.name(), Uuid.ZERO_UUID, settings));
    } catch (BrokerException | ApiException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private TopicSettings settings(CreatableTopic topic) {
    TopicSettings settings = defaults;
    for (CreatableTopicConfig config : topic.configs()) {
      if (config.value() == null) {
        throw Errors.INVALID_CONFIG.exception(
            "Expected a value of " + config.name() + ", found none.");
      }
      settings = TopicConfigs.with(settings, config.name(), config.value());
    }
    return TopicConfigs.within(broker.settings().maxBatchBytes(), settings)
        .withPartitions(partitions(topic));
  }

  /** What it asks for, which nobody has looked at yet. */
  private long claimedPartitions(CreatableTopic topic) {
    if (!topic.assignments().isEmpty()) {
      return topic.assignments().size();
    }
    boolean usual = topic.numPartitions() == DEFAULT_PARTITIONS;
    return usual ? defaults.partitions() : Math.max(0, topic.numPartitions());
  }

  private int partitions(CreatableTopic topic) {
    int partitions = topic.numPartitions();
    if (!topic.assignments().isEmpty()) {
      topic
          .assignments()
          .forEach(
              assignment -> {
                if (!assignment.brokerIds().equals(List.of(nodeId))) {
                  throw Errors.INVALID_REPLICA_ASSIGNMENT.exception(
                      "Expected every partition on node "
                          + nodeId
                          + ", found "
                          + assignment.brokerIds()
                          + ".");
                }
              });
      return topic.assignments().size();
    }
    // A count that can never be is said before one that cannot be on one node, as by Kafka.
    if (topic.replicationFactor() < 1 && topic.replicationFactor() != -1) {
      throw replicationFactor(topic);
    }
    if (partitions != DEFAULT_PARTITIONS
        && (partitions < 1 || partitions > TopicSettings.MAX_PARTITIONS)) {
      throw Errors.INVALID_PARTITIONS.exception(
          "Expected 1 to "
              + TopicSettings.MAX_PARTITIONS
              + " partitions, found "
              + partitions
              + ".");
    }
    if (topic.replicationFactor() > ONE_REPLICA) {
      throw replicationFactor(topic);
    }
    return partitions == DEFAULT_PARTITIONS ? defaults.partitions() : partitions;
  }

  private static ApiException replicationFactor(CreatableTopic topic) {
    return Errors.INVALID_REPLICATION_FACTOR.exception(
        "Expected replication factor 1, for there is one node, found "
            + topic.replicationFactor()
            + ".");
  }

  private CreatableTopicResult created(TopicDescription topic) {
    return result(topic.name(), TopicCatalog.idOf(topic), topic.settings());
  }

  private CreatableTopicResult result(String name, Uuid id, TopicSettings settings) {
    CreatableTopicResult result =
        new CreatableTopicResult()
            .setName(name)
            .setTopicId(id)
            .setErrorMessage(null)
            .setNumPartitions(settings.partitions())
            .setReplicationFactor(ONE_REPLICA);
    List<CreatableTopicConfigs> configs = new ArrayList<>();
    for (TopicConfig config : TopicConfigs.all()) {
      String value = config.valueIn(settings);
      boolean usual = value.equals(config.valueIn(defaults));
      configs.add(
          new CreatableTopicConfigs()
              .setName(config.name())
              .setValue(value)
              .setConfigSource(
                  (usual ? ConfigSource.DEFAULT_CONFIG : ConfigSource.TOPIC_CONFIG).id()));
    }
    return result.setConfigs(configs);
  }

  private static CreatableTopicResult failed(String name, Throwable failure) {
    return new CreatableTopicResult()
        .setName(name)
        .setErrorCode(BrokerErrors.of(failure).code())
        .setErrorMessage(BrokerErrors.message(failure));
  }
}
