package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.CreatePartitionsRequest;

/** CreatePartitions: v0–3. Partitions can only be added; assignments are to this node anyway. */
public final class CreatePartitionsHandler implements ApiHandler<CreatePartitionsRequest> {
  private final Broker broker;

  public CreatePartitionsHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CREATE_PARTITIONS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      CreatePartitionsRequest request, Caller caller) {
    PartitionsPerRequest.requireFew(request.data().topics().stream().mapToLong(this::added).sum());
    List<CompletableFuture<CreatePartitionsTopicResult>> results = new ArrayList<>();
    for (CreatePartitionsTopic topic : request.data().topics()) {
      CreatePartitionsTopicResult result = new CreatePartitionsTopicResult().setName(topic.name());
      results.add(
          grow(topic, request.data().validateOnly())
              .handle(
                  (grown, failure) ->
                      failure == null
                          ? result
                          : result
                              .setErrorCode(BrokerErrors.of(failure).code())
                              .setErrorMessage(BrokerErrors.message(failure))));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              CreatePartitionsResponseData answer = new CreatePartitionsResponseData();
              results.forEach(each -> answer.results().add(each.join()));
              return answer;
            });
  }

  /** How many more it asks for; none of a topic that is not there. */
  private long added(CreatePartitionsTopic asked) {
    return broker
        .topic(asked.name())
        .map(topic -> Math.max(0L, (long) asked.count() - topic.settings().partitions()))
        .orElse(0L);
  }

  private CompletableFuture<?> grow(CreatePartitionsTopic asked, boolean validateOnly) {
    if (!validateOnly) {
      return broker.addPartitions(asked.name(), asked.count());
    }
    Optional<TopicDescription> topic = broker.topic(asked.name());
    if (topic.isEmpty()) {
      return CompletableFuture.failedFuture(Errors.UNKNOWN_TOPIC_OR_PARTITION.exception());
    }
    int present = topic.get().settings().partitions();
    return asked.count() > present && asked.count() <= TopicSettings.MAX_PARTITIONS
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            Errors.INVALID_PARTITIONS.exception(
                "Expected "
                    + (present + 1)
                    + " to "
                    + TopicSettings.MAX_PARTITIONS
                    + " partitions, found "
                    + asked.count()
                    + "."));
  }
}
