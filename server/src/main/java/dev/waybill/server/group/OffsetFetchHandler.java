package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;

/**
 * OffsetFetch: v1–10; all of a group's positions when no topics are named (from v2), several groups
 * from v8, for a member from v9, topics by id in v10.
 *
 * <p>{@code requireStable} (from v7) is told {@code UNSTABLE_OFFSET_COMMIT} for a partition whose
 * position an open transaction is about to move: starting from the old one would process again.
 */
public final class OffsetFetchHandler implements ApiHandler<OffsetFetchRequest> {
  private final Broker broker;
  private final TopicCatalog topics;

  public OffsetFetchHandler(Broker broker, TopicCatalog topics) {
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_FETCH;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(OffsetFetchRequest request, Caller caller) {
    WirePartitions partitions =
        new WirePartitions(topics, OffsetFetchRequest.useTopicIds(caller.version()));
    List<CompletableFuture<OffsetFetchResponseGroup>> groups = new ArrayList<>();
    for (OffsetFetchRequestGroup group : request.groups()) {
      groups.add(
          fetch(group, partitions, request.requireStable())
              .exceptionally(
                  failure ->
                      OffsetFetchResponse.groupError(
                          group, PositionErrors.of(failure), caller.version())));
    }
    return CompletableFuture.allOf(groups.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                new OffsetFetchResponse.Builder(
                        groups.stream().map(CompletableFuture::join).toList())
                    .build(caller.version())
                    .data());
  }

  private CompletableFuture<OffsetFetchResponseGroup> fetch(
      OffsetFetchRequestGroup group, WirePartitions partitions, boolean stable) {
    Committer reader =
        group.memberId() == null || group.memberEpoch() < 0
            ? Committer.OUTSIDE
            : new Committer(group.memberId(), group.memberEpoch());
    if (OffsetFetchRequest.requestAllOffsets(group)) {
      return broker
          .fetchAllPositions(group.groupId(), reader)
          .thenApply(all -> everything(group.groupId(), all, stable));
    }
    List<TopicPartition> known = new ArrayList<>();
    for (OffsetFetchRequestTopics topic : group.topics()) {
      partitions
          .find(topic.name(), topic.topicId())
          .ifPresent(
              found ->
                  topic.partitionIndexes().stream()
                      .filter(number -> number >= 0)
                      .forEach(number -> known.add(new TopicPartition(found.name(), number))));
    }
    return broker
        .fetchPositions(group.groupId(), reader, known)
        .thenApply(fetched -> asAsked(group, partitions, fetched, stable));
  }

  private OffsetFetchResponseGroup everything(
      String group, Map<TopicPartition, FetchedPosition> positions, boolean stable) {
    OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().setGroupId(group);
    Map<String, OffsetFetchResponseTopics> byTopic = new LinkedHashMap<>();
    new TreeMap<>(positions)
        .forEach(
            (partition, position) -> {
              if (position.committed().isEmpty() && !(position.pending() && stable)) {
                return;
              }
              byTopic
                  .computeIfAbsent(partition.topic(), this::named)
                  .partitions()
                  .add(told(partition.partition(), position, stable));
            });
    answer.topics().addAll(byTopic.values());
    return answer;
  }

  private OffsetFetchResponseTopics named(String name) {
    return new OffsetFetchResponseTopics()
        .setName(name)
        .setTopicId(topics.named(name).map(TopicCatalog::idOf).orElse(Uuid.ZERO_UUID));
  }

  private static OffsetFetchResponseGroup asAsked(
      OffsetFetchRequestGroup group,
      WirePartitions partitions,
      Map<TopicPartition, FetchedPosition> fetched,
      boolean stable) {
    OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().setGroupId(group.groupId());
    for (OffsetFetchRequestTopics topic : group.topics()) {
      Optional<TopicDescription> found = partitions.find(topic.name(), topic.topicId());
      OffsetFetchResponseTopics told =
          new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topic.topicId());
      answer.topics().add(told);
      for (int number : topic.partitionIndexes()) {
        FetchedPosition position =
            found.isEmpty() || number < 0
                ? null
                : fetched.get(new TopicPartition(found.get().name(), number));
        if (found.isEmpty() && partitions.byId()) {
          told.partitions().add(none(number).setErrorCode(partitions.missing().code()));
        } else {
          told.partitions().add(position == null ? none(number) : told(number, position, stable));
        }
      }
    }
    return answer;
  }

  private static OffsetFetchResponsePartitions told(
      int number, FetchedPosition position, boolean stable) {
    if (position.pending() && stable) {
      return none(number).setErrorCode(Errors.UNSTABLE_OFFSET_COMMIT.code());
    }
    if (position.committed().isEmpty()) {
      return none(number);
    }
    Position committed = position.committed().get();
    return new OffsetFetchResponsePartitions()
        .setPartitionIndex(number)
        .setCommittedOffset(committed.offset())
        .setCommittedLeaderEpoch(committed.leaderEpoch())
        .setMetadata(committed.metadata());
  }

  private static OffsetFetchResponsePartitions none(int number) {
    return new OffsetFetchResponsePartitions()
        .setPartitionIndex(number)
        .setCommittedOffset(OffsetFetchResponse.INVALID_OFFSET)
        .setCommittedLeaderEpoch(Position.NO_LEADER_EPOCH)
        .setMetadata(OffsetFetchResponse.NO_METADATA);
  }
}
