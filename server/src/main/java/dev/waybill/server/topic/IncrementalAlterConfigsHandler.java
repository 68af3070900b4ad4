package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicSettings;
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
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;

/**
 * IncrementalAlterConfigs: v0–1, of topics: set or reset single settings, all those of a topic
 * together or not at all; add words to a list or take them out.
 */
public final class IncrementalAlterConfigsHandler
    implements ApiHandler<IncrementalAlterConfigsRequest> {
  private final Broker broker;
  private final TopicSettings defaults;

  public IncrementalAlterConfigsHandler(Broker broker, TopicSettings defaults) {
    this.broker = broker;
    this.defaults = defaults;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.INCREMENTAL_ALTER_CONFIGS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      IncrementalAlterConfigsRequest request, Caller caller) {
    List<CompletableFuture<AlterConfigsResourceResponse>> results = new ArrayList<>();
    for (AlterConfigsResource resource : request.data().resources()) {
      AlterConfigsResourceResponse result =
          new AlterConfigsResourceResponse()
              .setResourceType(resource.resourceType())
              .setResourceName(resource.resourceName());
      results.add(
          TopicAlteration.apply(
                  broker,
                  defaults,
                  resource.resourceType(),
                  resource.resourceName(),
                  request.data().validateOnly(),
                  () -> checkOperations(resource),
                  settings -> changed(settings, resource))
              .handle(
                  (done, failure) ->
                      failure == null
                          ? result.setErrorMessage(null)
                          : result
                              .setErrorCode(BrokerErrors.of(failure).code())
                              .setErrorMessage(BrokerErrors.message(failure))));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              IncrementalAlterConfigsResponseData answer =
                  new IncrementalAlterConfigsResponseData();
              results.forEach(each -> answer.responses().add(each.join()));
              return answer;
            });
  }

  private static void checkOperations(AlterConfigsResource resource) {
    Set<String> names = new HashSet<>();
    for (AlterableConfig config : resource.configs()) {
      if (!names.add(config.name())) {
        throw Errors.INVALID_REQUEST.exception(
            "Expected each setting once, found " + config.name() + " again.");
      }
    }
    for (AlterableConfig config : resource.configs()) {
      OpType operation = OpType.forId(config.configOperation());
      if (operation == OpType.APPEND || operation == OpType.SUBTRACT) {
        TopicConfigs.checkIsList(config.name());
      }
    }
  }

  private TopicSettings changed(TopicSettings settings, AlterConfigsResource resource) {
    TopicSettings changed = settings;
    for (AlterableConfig config : resource.configs()) {
      changed = changed(changed, config);
    }
    return changed;
  }

  private TopicSettings changed(TopicSettings settings, AlterableConfig config) {
    OpType operation = OpType.forId(config.configOperation());
    if (operation == null) {
      throw Errors.INVALID_REQUEST.exception(
          "Expected an operation that is known, found " + config.configOperation() + ".");
    }
    if (operation == OpType.DELETE) {
      return TopicConfigs.reset(settings, config.name(), defaults);
    }
    if (config.value() == null) {
      throw Errors.INVALID_CONFIG.exception(
          "Expected a value of " + config.name() + ", found none.");
    }
    return operation == OpType.SET
        ? TopicConfigs.with(settings, config.name(), config.value())
        : TopicConfigs.edited(settings, config.name(), config.value(), operation == OpType.APPEND);
  }
}
