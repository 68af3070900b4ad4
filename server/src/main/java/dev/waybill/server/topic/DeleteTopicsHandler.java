package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DeleteTopicsRequest;

/** DeleteTopics: v1–6, by name, in v6 also by id. Answered when their end is durable. */
public final class DeleteTopicsHandler implements ApiHandler<DeleteTopicsRequest> {
  private final Broker broker;
  private final TopicCatalog topics;

  public DeleteTopicsHandler(Broker broker, TopicCatalog topics) {
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_TOPICS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(DeleteTopicsRequest request, Caller caller) {
    List<CompletableFuture<DeletableTopicResult>> results = new ArrayList<>();
    for (DeleteTopicState topic : request.topics()) {
      results.add(delete(topic));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              DeleteTopicsResponseData answer = new DeleteTopicsResponseData();
              results.forEach(each -> answer.responses().add(each.join()));
              return answer;
            });
  }

  private CompletableFuture<DeletableTopicResult> delete(DeleteTopicState asked) {
    boolean byId = !asked.topicId().equals(Uuid.ZERO_UUID);
    Optional<TopicDescription> topic =
        byId ? topics.withId(asked.topicId()) : topics.named(String.valueOf(asked.name()));
    DeletableTopicResult result =
        new DeletableTopicResult().setName(asked.name()).setTopicId(asked.topicId());
    if (topic.isEmpty()) {
      Errors why = byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
      return CompletableFuture.completedFuture(
          result.setErrorCode(why.code()).setErrorMessage(why.message()));
    }
    result.setName(topic.get().name()).setTopicId(TopicCatalog.idOf(topic.get()));
    return broker
        .deleteTopic(topic.get().name())
        .handle(
            (deleted, failure) ->
                failure == null
                    ? result
                    : result
                        .setErrorCode(BrokerErrors.of(failure).code())
                        .setErrorMessage(BrokerErrors.message(failure)));
  }
}
