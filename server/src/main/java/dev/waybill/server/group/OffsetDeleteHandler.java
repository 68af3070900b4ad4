package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.HashMap;
import java.util.Map;
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
 * OffsetDelete: v0. Refused for topics that members of the group subscribe to, and for a group of
 * classic members who are no consumers.
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
    Map<TopicPartition, OffsetDeleteResponsePartition> known = new HashMap<>();
    for (OffsetDeleteRequestTopic topic : request.data().topics()) {
      OffsetDeleteResponseTopic told = new OffsetDeleteResponseTopic().setName(topic.name());
      answer.topics().add(told);
      for (OffsetDeleteRequestPartition partition : topic.partitions()) {
        OffsetDeleteResponsePartition result =
            new OffsetDeleteResponsePartition().setPartitionIndex(partition.partitionIndex());
        told.partitions().add(result);
        topics
            .named(topic.name())
            .flatMap(each -> WirePartitions.partition(each, partition.partitionIndex()))
            .ifPresentOrElse(
                where -> known.put(where, result),
                () -> result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
      }
    }
    return broker
        .deletePositions(request.data().groupId(), known.keySet())
        .thenApply(
            kept -> {
              short code = Errors.GROUP_SUBSCRIBED_TO_TOPIC.code();
              known.forEach(
                  (partition, result) -> {
                    if (kept.contains(partition)) {
                      result.setErrorCode(code);
                    }
                  });
              return answer;
            });
  }
}
