package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetCommitRequest;

/**
 * OffsetCommit: v2–10, topics by name, in v10 by id; of both group protocols and of consumers
 * outside of any. The positions of known partitions are moved together or not at all, and answered
 * when synced.
 *
 * <p>A negative offset forgets the position. Kafka stores it and its clients then take the group to
 * have none; kafkajs resets groups that way.
 *
 * <p>v2–4 name a retention time; as in Kafka since 2.1 it is not heeded, the server's counts.
 */
public final class OffsetCommitHandler implements ApiHandler<OffsetCommitRequest> {
  private static final int FIRST_VERSION_WITH_IDS = 10;

  private final Broker broker;
  private final TopicCatalog topics;

  public OffsetCommitHandler(Broker broker, TopicCatalog topics) {
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_COMMIT;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(OffsetCommitRequest request, Caller caller) {
    OffsetCommitRequestData asked = request.data();
    WirePartitions partitions =
        new WirePartitions(topics, caller.version() >= FIRST_VERSION_WITH_IDS);
    OffsetCommitResponseData answer = new OffsetCommitResponseData();
    Map<TopicPartition, Position> positions = new HashMap<>();
    List<OffsetCommitResponsePartition> moved = new ArrayList<>();
    for (OffsetCommitRequestTopic topic : asked.topics()) {
      Optional<TopicDescription> found = partitions.find(topic.name(), topic.topicId());
      OffsetCommitResponseTopic told =
          new OffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
      answer.topics().add(told);
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        OffsetCommitResponsePartition result =
            new OffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
        told.partitions().add(result);
        Optional<TopicPartition> where =
            found.flatMap(each -> WirePartitions.partition(each, partition.partitionIndex()));
        if (where.isEmpty()) {
          Errors why = found.isEmpty() ? partitions.missing() : Errors.UNKNOWN_TOPIC_OR_PARTITION;
          result.setErrorCode(why.code());
        } else {
          positions.put(where.get(), position(partition));
          moved.add(result);
        }
      }
    }
    if (positions.isEmpty()) {
      return CompletableFuture.completedFuture(answer);
    }
    return broker
        .commitPositions(asked.groupId(), committer(asked), positions)
        .handle(
            (committed, failure) -> {
              if (failure != null) {
                short code = PositionErrors.of(failure).code();
                moved.forEach(each -> each.setErrorCode(code));
              }
              return answer;
            });
  }

  private static Committer committer(OffsetCommitRequestData asked) {
    return new Committer(
        asked.memberId(),
        asked.generationIdOrMemberEpoch(),
        Optional.ofNullable(asked.groupInstanceId()));
  }

  private static Position position(OffsetCommitRequestPartition partition) {
    if (partition.committedOffset() < 0) {
      return Position.NONE;
    }
    String metadata = partition.committedMetadata();
    return new Position(
        partition.committedOffset(),
        Math.max(Position.NO_LEADER_EPOCH, partition.committedLeaderEpoch()),
        metadata == null ? "" : metadata);
  }
}
