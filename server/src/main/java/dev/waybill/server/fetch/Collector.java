package dev.waybill.server.fetch;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.partition.AbortedRange;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.SliceResult;
import dev.waybill.server.cluster.Cluster;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.fetch.LongPoll.Terms;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.FileRecords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchResponse;

/** Looks for what a fetch wants. Reads indexes and headers, no records. */
final class Collector {
  private final TopicCatalog topics;

  Collector(TopicCatalog topics) {
    this.topics = topics;
  }

  /**
   * What is there now: at least one batch if there is any, else at most about as many bytes as the
   * terms allow in all, and of each partition as much as was asked.
   */
  Found collect(Terms terms) {
    Isolation isolation = terms.isolation();
    Map<TopicIdPartition, PartitionData> partitions = new LinkedHashMap<>();
    int bytes = 0;
    boolean failed = false;
    for (Wanted each : terms.wanted()) {
      PartitionData data;
      try {
        int room = terms.maxBytes() - bytes;
        SliceResult slice =
            view(each).slice(each.fromOffset(), isolation, Math.min(each.maxBytes(), room));
        if (!terms.readsZstd() && ZstdScan.holdsZstd(slice)) {
          throw Errors.UNSUPPORTED_COMPRESSION_TYPE.exception();
        }
        // A batch larger than the room is sent when it is the only one, so that it is sent at all.
        boolean fits = bytes == 0 || slice.sizeBytes() <= room;
        data = data(each, slice, isolation, fits);
        bytes += fits ? slice.sizeBytes() : 0;
      } catch (BrokerException e) {
        data = failure(each, BrokerErrors.of(e));
        failed = true;
      } catch (RuntimeException e) {
        data = failure(each, Errors.forException(e));
        failed = true;
      }
      partitions.put(each.partition(), data);
    }
    return new Found(partitions, bytes, failed);
  }

  /** The partition as its readers see it; throws what the client is to be told if there is none. */
  PartitionView view(Wanted wanted) {
    TopicIdPartition partition = wanted.partition();
    if (partition.topic() == null) {
      throw Errors.UNKNOWN_TOPIC_ID.exception();
    }
    if (isGone(partition.topicId())) {
      throw (topics.named(partition.topic()).isPresent()
              ? Errors.INCONSISTENT_TOPIC_ID
              : Errors.UNKNOWN_TOPIC_ID)
          .exception();
    }
    if (wanted.leaderEpoch() > Cluster.LEADER_EPOCH) {
      throw Errors.UNKNOWN_LEADER_EPOCH.exception();
    }
    return topics
        .view(partition.topic(), partition.partition())
        .orElseThrow(Errors.UNKNOWN_TOPIC_OR_PARTITION::exception);
  }

  /**
   * A session remembers ids of topics that are deleted, and perhaps made again under their name.
   */
  private boolean isGone(Uuid id) {
    return !id.equals(Uuid.ZERO_UUID) && topics.withId(id).isEmpty();
  }

  private static PartitionData data(
      Wanted wanted, SliceResult slice, Isolation isolation, boolean withRecords) {
    Offsets offsets = slice.offsets();
    PartitionData data =
        new PartitionData()
            .setPartitionIndex(wanted.partition().partition())
            .setHighWatermark(offsets.highWatermark())
            .setLastStableOffset(offsets.lastStable())
            .setLogStartOffset(offsets.logStart())
            .setRecords(MemoryRecords.EMPTY);
    // Null, and not empty, is what a reader of uncommitted messages is told.
    data.setAbortedTransactions(
        isolation == Isolation.READ_COMMITTED ? aborted(slice.aborted()) : null);
    if (withRecords) {
      slice.batches().ifPresent(batches -> data.setRecords(new FileRecords(batches)));
    }
    return data;
  }

  private static List<AbortedTransaction> aborted(List<AbortedRange> ranges) {
    List<AbortedTransaction> aborted = new ArrayList<>(ranges.size());
    for (AbortedRange range : ranges) {
      aborted.add(
          new AbortedTransaction()
              .setProducerId(range.producerId())
              .setFirstOffset(range.firstOffset()));
    }
    return aborted;
  }

  private static PartitionData failure(Wanted wanted, Errors error) {
    return FetchResponse.partitionResponse(wanted.partition(), error)
        .setRecords(MemoryRecords.EMPTY);
  }
}
