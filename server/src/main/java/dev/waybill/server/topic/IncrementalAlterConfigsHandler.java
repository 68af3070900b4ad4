package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
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
 * together or not at all. None has a list to add to.
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
                  resource.resourceType(),
                  resource.resourceName(),
                  request.data().validateOnly(),
                  settings -> changed(settings, resource))
              .handle(
                  (done, failure) ->
                      failure == null
                          ? result
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

  private TopicSettings changed(TopicSettings settings, AlterConfigsResource resource) {
    TopicSettings changed = settings;
    for (AlterableConfig config : resource.configs()) {
      OpType operation = OpType.forId(config.configOperation());
      if (operation == OpType.SET && config.value() != null) {
        changed = TopicConfigs.with(changed, config.name(), config.value());
      } else if (operation == OpType.DELETE) {
        changed = TopicConfigs.reset(changed, config.name(), defaults);
      } else {
        throw Errors.INVALID_CONFIG.exception(
            "Expected " + config.name() + " to be set or reset, found " + operation + ".");
      }
    }
    return changed;
  }
}
