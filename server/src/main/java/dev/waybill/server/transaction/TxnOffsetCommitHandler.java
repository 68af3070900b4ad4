package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.producer.ProducerIdentity;
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
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TxnOffsetCommitRequest;

/**
 * TxnOffsetCommit: v0–6, topics by name, in v6 by id. Adds a group's positions to the producer's
 * transaction; they become the group's when it commits. Up to v4 the group must have joined it by
 * AddOffsetsToTxn, from v5 it joins by this, opening the transaction if need be. A member of the
 * group is fenced as in OffsetCommit (from v3), all or none.
 */
public final class TxnOffsetCommitHandler implements ApiHandler<TxnOffsetCommitRequest> {
  private static final int FIRST_VERSION_WITH_IDS = 6;
  private static final int FIRST_VERSION_THAT_JOINS = 5;

  /**
   * Clients below v4 abort when their group membership is over, and for nothing else; Kafka Streams
   * of every version goes on after that, and gives up by {@code TRANSACTION_ABORTABLE}.
   */
  private static final TransactionErrors ERRORS =
      new TransactionErrors(
          TransactionErrors.NEVER, TransactionErrors.NEVER, Errors.ILLEGAL_GENERATION);

  private final Broker broker;
  private final TopicCatalog topics;

  public TxnOffsetCommitHandler(Broker broker, TopicCatalog topics) {
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.TXN_OFFSET_COMMIT;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      TxnOffsetCommitRequest request, Caller caller) {
    TxnOffsetCommitRequestData asked = request.data();
    boolean byId = caller.version() >= FIRST_VERSION_WITH_IDS;
    TxnOffsetCommitResponseData answer = new TxnOffsetCommitResponseData();
    Map<TopicPartition, Position> positions = new HashMap<>();
    List<TxnOffsetCommitResponsePartition> staged = new ArrayList<>();
    for (TxnOffsetCommitRequestTopic topic : asked.topics()) {
      Optional<TopicDescription> found =
          byId ? topics.withId(topic.topicId()) : topics.named(topic.name());
      TxnOffsetCommitResponseTopic told =
          new TxnOffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
      answer.topics().add(told);
      for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
        TxnOffsetCommitResponsePartition result =
            new TxnOffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
        told.partitions().add(result);
        boolean exists =
            found.isPresent()
                && partition.partitionIndex() >= 0
                && partition.partitionIndex() < found.get().settings().partitions();
        if (!exists) {
          result.setErrorCode(
              (byId && found.isEmpty()
                      ? Errors.UNKNOWN_TOPIC_ID
                      : Errors.UNKNOWN_TOPIC_OR_PARTITION)
                  .code());
        } else if (partition.committedOffset() < 0) {
          result.setErrorCode(Errors.INVALID_REQUEST.code());
        } else {
          positions.put(
              new TopicPartition(found.get().name(), partition.partitionIndex()),
              position(partition));
          staged.add(result);
        }
      }
    }
    if (positions.isEmpty()) {
      return CompletableFuture.completedFuture(answer);
    }
    Committer committer =
        new Committer(
            asked.memberId(),
            asked.generationIdOrMemberEpoch(),
            Optional.ofNullable(asked.groupInstanceId()));
    return broker
        .stagePositions(
            asked.transactionalId(),
            new ProducerIdentity(asked.producerId(), asked.producerEpoch()),
            asked.groupId(),
            committer,
            positions,
            caller.version() >= FIRST_VERSION_THAT_JOINS ? Joining.BY_APPENDING : Joining.BEFORE)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                Errors why = ERRORS.of(failure, caller.version());
                staged.forEach(each -> each.setErrorCode(why.code()));
              }
              return answer;
            });
  }

  private static Position position(TxnOffsetCommitRequestPartition partition) {
    String metadata = partition.committedMetadata();
    return new Position(
        partition.committedOffset(),
        Math.max(Position.NO_LEADER_EPOCH, partition.committedLeaderEpoch()),
        metadata == null ? "" : metadata);
  }
}
