package dev.waybill.server.topic;

import dev.waybill.broker.partition.PartitionView;
import dev.waybill.server.cluster.Cluster;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochRequest;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochResponse;

/** OffsetForLeaderEpoch: v2–4. There is one epoch, and it ends where the partition does. */
public final class OffsetForLeaderEpochHandler implements ApiHandler<OffsetsForLeaderEpochRequest> {
  private final TopicCatalog topics;

  public OffsetForLeaderEpochHandler(TopicCatalog topics) {
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      OffsetsForLeaderEpochRequest request, Caller caller) {
    OffsetForLeaderEpochResponseData answer = new OffsetForLeaderEpochResponseData();
    for (OffsetForLeaderTopic topic : request.data().topics()) {
      OffsetForLeaderTopicResult told = new OffsetForLeaderTopicResult().setTopic(topic.topic());
      answer.topics().add(told);
      for (OffsetForLeaderPartition partition : topic.partitions()) {
        told.partitions().add(end(topic.topic(), partition));
      }
    }
    return CompletableFuture.completedFuture(answer);
  }

  private EpochEndOffset end(String topic, OffsetForLeaderPartition asked) {
    EpochEndOffset end =
        new EpochEndOffset()
            .setPartition(asked.partition())
            .setLeaderEpoch(OffsetsForLeaderEpochResponse.UNDEFINED_EPOCH)
            .setEndOffset(OffsetsForLeaderEpochResponse.UNDEFINED_EPOCH_OFFSET);
    Optional<PartitionView> view = topics.view(topic, asked.partition());
    if (view.isEmpty()) {
      return end.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }
    if (asked.currentLeaderEpoch() > Cluster.LEADER_EPOCH) {
      return end.setErrorCode(Errors.UNKNOWN_LEADER_EPOCH.code());
    }
    return asked.leaderEpoch() == Cluster.LEADER_EPOCH
        ? end.setLeaderEpoch(Cluster.LEADER_EPOCH).setEndOffset(view.get().offsets().writtenEnd())
        : end;
  }
}
