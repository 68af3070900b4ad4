package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteRecordsResponse;

/**
 * DeleteRecords: v0–2, before an offset, -1 being the high watermark. Answered with the partition's
 * new start when that is durable. Refused where only the latest of every key is to stay: it would
 * go, too.
 */
public final class DeleteRecordsHandler implements ApiHandler<DeleteRecordsRequest> {
  private final Broker broker;
  private final TopicCatalog topics;

  public DeleteRecordsHandler(Broker broker, TopicCatalog topics) {
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_RECORDS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(DeleteRecordsRequest request, Caller caller) {
    DeleteRecordsResponseData answer = new DeleteRecordsResponseData();
    List<CompletableFuture<?>> deletions = new ArrayList<>();
    for (DeleteRecordsTopic topic : request.data().topics()) {
      DeleteRecordsTopicResult told = new DeleteRecordsTopicResult().setName(topic.name());
      answer.topics().add(told);
      for (DeleteRecordsPartition partition : topic.partitions()) {
        DeleteRecordsPartitionResult result =
            new DeleteRecordsPartitionResult()
                .setPartitionIndex(partition.partitionIndex())
                .setLowWatermark(DeleteRecordsResponse.INVALID_LOW_WATERMARK);
        told.partitions().add(result);
        deletions.add(
            delete(topic.name(), partition)
                .handle(
                    (start, failure) ->
                        failure == null
                            ? result.setLowWatermark(start)
                            : result.setErrorCode(BrokerErrors.of(failure).code())));
      }
    }
    return CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new))
        .thenApply(all -> answer);
  }

  private CompletableFuture<Long> delete(String topic, DeleteRecordsPartition partition) {
    Optional<PartitionView> view = topics.view(topic, partition.partitionIndex());
    if (view.isEmpty()) {
      return CompletableFuture.failedFuture(Errors.UNKNOWN_TOPIC_OR_PARTITION.exception());
    }
    boolean deletes =
        topics.named(topic).map(found -> found.settings().cleanup().deletes()).orElse(true);
    return deletes
        ? broker.deleteRecords(view.get().topicPartition(), partition.offset())
        : CompletableFuture.failedFuture(Errors.POLICY_VIOLATION.exception());
  }
}
