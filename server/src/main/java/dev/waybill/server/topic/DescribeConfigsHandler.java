package dev.waybill.server.topic;

import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/**
 * DescribeConfigs: v1–4, of topics and of this node. Only settings with an effect are shown; those
 * of the node are read-only.
 */
public final class DescribeConfigsHandler implements ApiHandler<DescribeConfigsRequest> {
  private final TopicCatalog topics;
  private final TopicSettings defaults;
  private final int nodeId;
  private final Map<String, String> node;

  /**
   * @param defaults the settings of topics whose creator does not say otherwise
   * @param node this node's settings by Kafka's names
   */
  public DescribeConfigsHandler(
      TopicCatalog topics, TopicSettings defaults, int nodeId, Map<String, String> node) {
    this.topics = topics;
    this.defaults = defaults;
    this.nodeId = nodeId;
    this.node = new TreeMap<>(node);
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_CONFIGS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      DescribeConfigsRequest request, Caller caller) {
    DescribeConfigsResponseData answer = new DescribeConfigsResponseData();
    for (DescribeConfigsResource resource : request.data().resources()) {
      answer
          .results()
          .add(
              describe(resource, request.data().includeSynonyms())
                  .setResourceType(resource.resourceType())
                  .setResourceName(resource.resourceName()));
    }
    return CompletableFuture.completedFuture(answer);
  }

  private DescribeConfigsResult describe(DescribeConfigsResource resource, boolean synonyms) {
    ConfigResource.Type type = ConfigResource.Type.forId(resource.resourceType());
    if (type == ConfigResource.Type.TOPIC) {
      return topics
          .named(resource.resourceName())
          .map(topic -> topic(topic, resource.configurationKeys(), synonyms))
          .orElseGet(() -> failed(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no such topic."));
    }
    if (type == ConfigResource.Type.BROKER) {
      boolean mine =
          resource.resourceName().isEmpty()
              || resource.resourceName().equals(String.valueOf(nodeId));
      return mine
          ? node(resource.configurationKeys())
          : failed(
              Errors.INVALID_REQUEST,
              "Expected node " + nodeId + ", found " + resource.resourceName() + ".");
    }
    return failed(
        Errors.INVALID_REQUEST, "Expected a topic or a broker, found resource type " + type + ".");
  }

  private DescribeConfigsResult topic(
      TopicDescription topic, List<String> keys, boolean withSynonyms) {
    List<DescribeConfigsResourceResult> configs = new ArrayList<>();
    for (TopicConfigs.Config config : TopicConfigs.all()) {
      if (keys != null && !keys.contains(config.name())) {
        continue;
      }
      String value = config.get().apply(topic.settings());
      String usual = config.get().apply(defaults);
      ConfigSource source =
          value.equals(usual) ? ConfigSource.DEFAULT_CONFIG : ConfigSource.TOPIC_CONFIG;
      DescribeConfigsResourceResult result =
          new DescribeConfigsResourceResult()
              .setName(config.name())
              .setValue(value)
              .setConfigSource(source.id())
              .setConfigType(config.type().id())
              .setDocumentation(config.documentation());
      if (withSynonyms) {
        result
            .synonyms()
            .add(
                new DescribeConfigsSynonym()
                    .setName(config.name())
                    .setValue(value)
                    .setSource(source.id()));
      }
      configs.add(result);
    }
    return new DescribeConfigsResult().setConfigs(configs);
  }

  private DescribeConfigsResult node(List<String> keys) {
    List<DescribeConfigsResourceResult> configs = new ArrayList<>();
    node.forEach(
        (name, value) -> {
          if (keys == null || keys.contains(name)) {
            configs.add(
                new DescribeConfigsResourceResult()
                    .setName(name)
                    .setValue(value)
                    .setReadOnly(true)
                    .setConfigSource(ConfigSource.STATIC_BROKER_CONFIG.id())
                    .setConfigType(ConfigType.STRING.id()));
          }
        });
    return new DescribeConfigsResult().setConfigs(configs);
  }

  private static DescribeConfigsResult failed(Errors error, String message) {
    return new DescribeConfigsResult().setErrorCode(error.code()).setErrorMessage(message);
  }
}
