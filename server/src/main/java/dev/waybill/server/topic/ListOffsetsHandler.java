package dev.waybill.server.topic;

import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.log.TimestampedOffset;
import dev.waybill.server.cluster.Cluster;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import dev.waybill.server.protocol.Codecs;
import dev.waybill.server.protocol.IsolationLevels;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;

/**
 * ListOffsets: v1–11: by time, the earliest (-2) and the latest (-1); the youngest message (-3)
 * from v7, the earliest local one (-4) from v8, the last tiered one (-5) from v9, the first that is
 * to be tiered (-6) from v11.
 *
 * <p>Nothing is tiered, so -4 is the earliest, and -5 and -6 are nothing. A time after all messages
 * is answered with offset -1. The latest of a committed-reader is the last stable offset.
 */
public final class ListOffsetsHandler implements ApiHandler<ListOffsetsRequest> {
  private static final int FIRST_VERSION_WITH_EPOCH = 4;

  /** From which version on a timestamp that is none may be asked for. */
  private static final Map<Long, Integer> FIRST_VERSIONS =
      Map.of(
          ListOffsetsRequest.EARLIEST_TIMESTAMP, 1,
          ListOffsetsRequest.LATEST_TIMESTAMP, 1,
          ListOffsetsRequest.MAX_TIMESTAMP, 7,
          ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP, 8,
          ListOffsetsRequest.LATEST_TIERED_TIMESTAMP, 9,
          ListOffsetsRequest.EARLIEST_PENDING_UPLOAD_TIMESTAMP, 11);

  private final TopicCatalog topics;

  public ListOffsetsHandler(TopicCatalog topics) {
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_OFFSETS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(ListOffsetsRequest request, Caller caller) {
    Isolation isolation = IsolationLevels.of(request.data().isolationLevel());
    ListOffsetsResponseData answer = new ListOffsetsResponseData();
    for (ListOffsetsTopic topic : request.data().topics()) {
      ListOffsetsTopicResponse told = new ListOffsetsTopicResponse().setName(topic.name());
      answer.topics().add(told);
      for (ListOffsetsPartition partition : topic.partitions()) {
        told.partitions().add(lookUp(topic.name(), partition, isolation, caller.version()));
      }
    }
    return CompletableFuture.completedFuture(answer);
  }

  private ListOffsetsPartitionResponse lookUp(
      String topic, ListOffsetsPartition asked, Isolation isolation, short version) {
    ListOffsetsPartitionResponse answer =
        new ListOffsetsPartitionResponse()
            .setPartitionIndex(asked.partitionIndex())
            .setOffset(ListOffsetsResponse.UNKNOWN_OFFSET)
            .setTimestamp(ListOffsetsResponse.UNKNOWN_TIMESTAMP);
    try {
      checkIsKnown(asked.timestamp(), version);
      PartitionView view =
          topics
              .view(topic, asked.partitionIndex())
              .orElseThrow(Errors.UNKNOWN_TOPIC_OR_PARTITION::exception);
      if (asked.currentLeaderEpoch() > Cluster.LEADER_EPOCH) {
        throw Errors.UNKNOWN_LEADER_EPOCH.exception();
      }
      TimestampedOffset found = find(view, asked.timestamp(), isolation);
      answer.setOffset(found.offset()).setTimestamp(found.timestamp());
      if (found.offset() >= 0 && version >= FIRST_VERSION_WITH_EPOCH) {
        answer.setLeaderEpoch(Cluster.LEADER_EPOCH);
      }
      return answer;
    } catch (RuntimeException e) {
      return answer.setErrorCode(BrokerErrors.of(e).code());
    }
  }

  private static TimestampedOffset find(PartitionView view, long timestamp, Isolation isolation) {
    if (timestamp >= 0) {
      return view.firstSince(timestamp, isolation, Codecs.KAFKA);
    }
    Offsets offsets = view.offsets();
    if (timestamp == ListOffsetsRequest.EARLIEST_TIMESTAMP
        || timestamp == ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP) {
      return at(offsets.logStart());
    }
    if (timestamp == ListOffsetsRequest.LATEST_TIMESTAMP) {
      return at(offsets.readableEnd(isolation));
    }
    return timestamp == ListOffsetsRequest.MAX_TIMESTAMP
        ? view.youngest(isolation, Codecs.KAFKA)
        : TimestampedOffset.NONE;
  }

  private static void checkIsKnown(long timestamp, short version) {
    if (timestamp < 0 && version < FIRST_VERSIONS.getOrDefault(timestamp, Integer.MAX_VALUE)) {
      throw Errors.UNSUPPORTED_VERSION.exception(
          "Expected a timestamp that ListOffsets version "
              + version
              + " knows, found "
              + timestamp);
    }
  }

  private static TimestampedOffset at(long offset) {
    return new TimestampedOffset(offset, ListOffsetsResponse.UNKNOWN_TIMESTAMP);
  }
}
