package dev.waybill.server.topic;

import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.server.cluster.AuthorizedOperations;
import dev.waybill.server.cluster.Cluster;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeTopicPartitionsRequest;

/**
 * DescribeTopicPartitions: v0 (KIP-966). Topics by name, in order, so many partitions at a time;
 * the cursor says where to go on. No topics named means all of them.
 */
public final class DescribeTopicPartitionsHandler
    implements ApiHandler<DescribeTopicPartitionsRequest> {
  private static final int MOST_PARTITIONS = 2_000;

  private final Cluster cluster;
  private final TopicCatalog topics;

  public DescribeTopicPartitionsHandler(Cluster cluster, TopicCatalog topics) {
    this.cluster = cluster;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_TOPIC_PARTITIONS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      DescribeTopicPartitionsRequest request, Caller caller) {
    SortedSet<String> names = new TreeSet<>();
    if (request.data().topics().isEmpty()) {
      topics.all().forEach(topic -> names.add(topic.name()));
    } else {
      request.data().topics().forEach(topic -> names.add(topic.name()));
    }
    Cursor cursor = request.data().cursor();
    if (cursor != null && !isWithin(cursor, request.data().topics())) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUEST.exception(
              "Expected a cursor at a topic of the request and partition 0 or later, found "
                  + cursor
                  + "."));
    }
    String from = cursor == null ? "" : cursor.topicName();
    int left = Math.min(Math.max(1, request.data().responsePartitionLimit()), MOST_PARTITIONS);
    DescribeTopicPartitionsResponseData answer = new DescribeTopicPartitionsResponseData();
    for (String name : names.tailSet(from)) {
      int first = cursor != null && name.equals(from) ? cursor.partitionIndex() : 0;
      if (left == 0) {
        return CompletableFuture.completedFuture(answer.setNextCursor(nextCursor(name, first)));
      }
      Optional<TopicDescription> topic = topics.named(name);
      DescribeTopicPartitionsResponseTopic told =
          new DescribeTopicPartitionsResponseTopic()
              .setName(name)
              .setTopicAuthorizedOperations(AuthorizedOperations.OF_TOPIC);
      answer.topics().add(told);
      if (topic.isEmpty()) {
        told.setErrorCode(TopicCatalog.whyMissing(name).code());
        continue;
      }
      told.setTopicId(TopicCatalog.idOf(topic.get()));
      int end = Math.min(topic.get().settings().partitions(), first + left);
      for (int partition = first; partition < end; partition++) {
        told.partitions().add(describe(partition));
        left--;
      }
      if (end < topic.get().settings().partitions()) {
        return CompletableFuture.completedFuture(answer.setNextCursor(nextCursor(name, end)));
      }
    }
    return CompletableFuture.completedFuture(answer);
  }

  private static boolean isWithin(Cursor cursor, List<TopicRequest> topics) {
    boolean named =
        topics.isEmpty()
            || topics.stream().anyMatch(topic -> topic.name().equals(cursor.topicName()));
    return named && cursor.partitionIndex() >= 0;
  }

  private static DescribeTopicPartitionsResponseData.Cursor nextCursor(String name, int partition) {
    return new DescribeTopicPartitionsResponseData.Cursor()
        .setTopicName(name)
        .setPartitionIndex(partition);
  }

  private DescribeTopicPartitionsResponsePartition describe(int partition) {
    List<Integer> replicas = List.of(cluster.nodeId());
    return new DescribeTopicPartitionsResponsePartition()
        .setErrorCode(Errors.NONE.code())
        .setPartitionIndex(partition)
        .setLeaderId(cluster.nodeId())
        .setLeaderEpoch(Cluster.LEADER_EPOCH)
        .setReplicaNodes(replicas)
        .setIsrNodes(replicas)
        .setEligibleLeaderReplicas(List.of())
        .setLastKnownElr(List.of());
  }
}
