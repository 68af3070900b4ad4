package dev.waybill.server.topic;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.config.NodeConfig;
import dev.waybill.server.config.TopicConfig;
import dev.waybill.server.config.TopicConfigs;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
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

/**
 * DescribeConfigs: v1–4, of topics and of this node. Only settings with an effect are shown; those
 * of the node are read-only.
 */
public final class DescribeConfigsHandler implements ApiHandler<DescribeConfigsRequest> {
  private final TopicCatalog topics;
  private final TopicSettings builtIn;
  private final TopicSettings configured;
  private final int nodeId;
  private final List<NodeConfig> node;

  /**
   * @param builtIn what topics are like where nobody says otherwise
   * @param configured what they are like where this node's configuration does
   * @param node this node's settings
   */
  public DescribeConfigsHandler(
      TopicCatalog topics,
      TopicSettings builtIn,
      TopicSettings configured,
      int nodeId,
      List<NodeConfig> node) {
    this.topics = topics;
    this.builtIn = builtIn;
    this.configured = configured;
    this.nodeId = nodeId;
    this.node = List.copyOf(node);
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
              describe(resource, request.data())
                  .setResourceType(resource.resourceType())
                  .setResourceName(resource.resourceName()));
    }
    return CompletableFuture.completedFuture(answer);
  }

  private DescribeConfigsResult describe(
      DescribeConfigsResource resource, DescribeConfigsRequestData request) {
    ConfigResource.Type type = ConfigResource.Type.forId(resource.resourceType());
    if (type == ConfigResource.Type.TOPIC) {
      return topics
          .named(resource.resourceName())
          .map(topic -> topic(topic.settings(), resource, request))
          .orElseGet(
              () ->
                  failed(
                      TopicCatalog.whyMissing(resource.resourceName()), "There is no such topic."));
    }
    if (type == ConfigResource.Type.BROKER) {
      boolean mine =
          resource.resourceName().isEmpty()
              || resource.resourceName().equals(String.valueOf(nodeId));
      return mine
          ? node(resource)
          : failed(
              Errors.INVALID_REQUEST,
              "Expected node " + nodeId + ", found " + resource.resourceName() + ".");
    }
    return failed(
        Errors.INVALID_REQUEST, "Expected a topic or a broker, found resource type " + type + ".");
  }

  private DescribeConfigsResult topic(
      TopicSettings settings,
      DescribeConfigsResource resource,
      DescribeConfigsRequestData request) {
    List<DescribeConfigsResourceResult> configs = new ArrayList<>();
    for (TopicConfig config : TopicConfigs.all()) {
      if (isAsked(config.name(), resource)) {
        configs.add(describe(config, settings, request));
      }
    }
    return new DescribeConfigsResult().setConfigs(configs);
  }

  private DescribeConfigsResourceResult describe(
      TopicConfig config, TopicSettings settings, DescribeConfigsRequestData request) {
    List<DescribeConfigsSynonym> synonyms = origins(config, settings);
    DescribeConfigsSynonym first = synonyms.get(0);
    DescribeConfigsResourceResult result =
        new DescribeConfigsResourceResult()
            .setName(config.name())
            .setValue(first.value())
            .setConfigSource(first.source())
            .setConfigType(config.type().id());
    result.setDocumentation(request.includeDocumentation() ? config.documentation() : null);
    if (request.includeSynonyms()) {
      result.setSynonyms(synonyms);
    }
    return result;
  }

  /** Who gives the setting a value, the one that counts first. */
  private List<DescribeConfigsSynonym> origins(TopicConfig config, TopicSettings settings) {
    String value = config.valueIn(settings);
    String usual = config.valueIn(configured);
    String ever = config.valueIn(builtIn);
    List<DescribeConfigsSynonym> origins = new ArrayList<>();
    if (!value.equals(usual)) {
      origins.add(origin(config.name(), value, ConfigSource.TOPIC_CONFIG));
    }
    if (!usual.equals(ever)) {
      origins.add(origin(config.brokerName(), usual, ConfigSource.STATIC_BROKER_CONFIG));
    }
    origins.add(origin(config.brokerName(), ever, ConfigSource.DEFAULT_CONFIG));
    return origins;
  }

  private static DescribeConfigsSynonym origin(String name, String value, ConfigSource source) {
    return new DescribeConfigsSynonym().setName(name).setValue(value).setSource(source.id());
  }

  private DescribeConfigsResult node(DescribeConfigsResource resource) {
    List<DescribeConfigsResourceResult> configs = new ArrayList<>();
    for (NodeConfig config : node) {
      if (isAsked(config.name(), resource)) {
        configs.add(
            new DescribeConfigsResourceResult()
                .setName(config.name())
                .setValue(config.value())
                .setReadOnly(true)
                .setConfigSource(ConfigSource.STATIC_BROKER_CONFIG.id())
                .setConfigType(config.type().id()));
      }
    }
    return new DescribeConfigsResult().setConfigs(configs);
  }

  /** No names, or an empty list of them, means all. */
  private static boolean isAsked(String name, DescribeConfigsResource resource) {
    List<String> names = resource.configurationKeys();
    return names == null || names.isEmpty() || names.contains(name);
  }

  private static DescribeConfigsResult failed(Errors error, String message) {
    return new DescribeConfigsResult().setErrorCode(error.code()).setErrorMessage(message);
  }
}
