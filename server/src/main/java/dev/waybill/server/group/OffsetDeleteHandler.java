package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetDeleteRequest;

/**
 * OffsetDelete: v0. Refused as a whole while the group has members, whatever they subscribe to:
 * Kafka refuses only the topics that they do, here nobody's place is moved under a living group.
 */
public final class OffsetDeleteHandler implements ApiHandler<OffsetDeleteRequest> {
  private final Broker broker;
  private final TopicCatalog topics;

  public OffsetDeleteHandler(Broker broker, TopicCatalog topics) {
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.OFFSET_DELETE;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(OffsetDeleteRequest request, Caller caller) {
    OffsetDeleteResponseData answer = new OffsetDeleteResponseData();
    List<TopicPartition> known = new ArrayList<>();
    for (OffsetDeleteRequestTopic topic : request.data().topics()) {
      OffsetDeleteResponseTopic told = new OffsetDeleteResponseTopic().setName(topic.name());
      answer.topics().add(told);
      for (OffsetDeleteRequestPartition partition : topic.partitions()) {
        Optional<TopicPartition> where =
            topics
                .named(topic.name())
                .flatMap(each -> WirePartitions.partition(each, partition.partitionIndex()));
        where.ifPresent(known::add);
        told.partitions()
            .add(
                new OffsetDeleteResponsePartition()
                    .setPartitionIndex(partition.partitionIndex())
                    .setErrorCode(
                        (where.isPresent() ? Errors.NONE : Errors.UNKNOWN_TOPIC_OR_PARTITION)
                            .code()));
      }
    }
    return known.isEmpty()
        ? CompletableFuture.completedFuture(answer)
        : broker.deletePositions(request.data().groupId(), known).thenApply(deleted -> answer);
  }
}
