package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.config.TopicConfigs;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AlterConfigsRequest;

/**
 * AlterConfigs: v0–2, of topics: what is not named is reset. The older way, which kafkajs speaks.
 */
public final class AlterConfigsHandler implements ApiHandler<AlterConfigsRequest> {
  private final Broker broker;
  private final TopicSettings defaults;

  public AlterConfigsHandler(Broker broker, TopicSettings defaults) {
    this.broker = broker;
    this.defaults = defaults;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ALTER_CONFIGS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(AlterConfigsRequest request, Caller caller) {
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
                  () -> {},
                  settings -> replaced(settings, resource))
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
              AlterConfigsResponseData answer = new AlterConfigsResponseData();
              results.forEach(each -> answer.responses().add(each.join()));
              return answer;
            });
  }

  private TopicSettings replaced(TopicSettings settings, AlterConfigsResource resource) {
    TopicSettings replaced = defaults.withPartitions(settings.partitions());
    for (AlterableConfig config : resource.configs()) {
      if (config.value() == null) {
        throw Errors.INVALID_CONFIG.exception(
            "Expected a value of " + config.name() + ", found none.");
      }
      replaced = TopicConfigs.with(replaced, config.name(), config.value());
    }
    return replaced;
  }
}
