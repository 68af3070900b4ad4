package dev.waybill.server.fetch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * What one client wants, remembered, so that it need only say what changed, and is only told what
 * changed (KIP-227).
 *
 * <pre>
 *   epoch 0, full request: made --epoch n, incremental: changes added--> … --full, or closed--> gone
 * </pre>
 *
 * <p>A session belongs to no connection, so its methods are synchronized; an orderly client has one
 * request of it under way at a time.
 */
final class FetchSession {
  private final int id;
  private final boolean byTopicId;

  /** In the order in which they are served; those that were, go to the end. */
  private final LinkedHashMap<TopicIdPartition, Wanted> wanted = new LinkedHashMap<>();

  /** What the client was told last, without the records. */
  private final Map<TopicIdPartition, Told> told = new LinkedHashMap<>();

  private int nextEpoch = FetchMetadata.nextEpoch(FetchMetadata.INITIAL_EPOCH);

  private record Told(long highWatermark, long logStart) {}

  FetchSession(int id, boolean byTopicId, Collection<Wanted> all) {
    this.id = id;
    this.byTopicId = byTopicId;
    all.forEach(each -> wanted.put(each.partition(), each));
  }

  int id() {
    return id;
  }

  /** Whether its partitions are named by topic id; a session does not change that. */
  boolean isByTopicId() {
    return byTopicId;
  }

  /** Whether this is the epoch that is due; then the next one is. */
  synchronized boolean advance(int epoch) {
    if (epoch != nextEpoch) {
      return false;
    }
    nextEpoch = FetchMetadata.nextEpoch(nextEpoch);
    return true;
  }

  /** Applies what the client says has changed; returns all it wants now. */
  synchronized List<Wanted> change(
      Collection<Wanted> changed, Collection<TopicIdPartition> forgotten) {
    for (Wanted each : changed) {
      wanted.put(each.partition(), each);
    }
    for (TopicIdPartition each : forgotten) {
      wanted.remove(each);
      told.remove(each);
    }
    return new ArrayList<>(wanted.values());
  }

  /** Remembers a full answer. */
  synchronized void tellAll(Found found) {
    found.partitions().forEach(this::remember);
  }

  /** The part of an answer that is news, in the answer's order. */
  synchronized Map<TopicIdPartition, PartitionData> news(Found found) {
    Map<TopicIdPartition, PartitionData> news = new LinkedHashMap<>();
    found
        .partitions()
        .forEach(
            (partition, data) -> {
              if (isNews(partition, data)) {
                news.put(partition, data);
                remember(partition, data);
              }
            });
    return news;
  }

  private boolean isNews(TopicIdPartition partition, PartitionData data) {
    return data.errorCode() != 0
        || FetchResponse.recordsSize(data) > 0
        || !new Told(data.highWatermark(), data.logStartOffset()).equals(told.get(partition));
  }

  private void remember(TopicIdPartition partition, PartitionData data) {
    if (data.errorCode() != 0) {
      // Until it is well again, which is then news.
      told.remove(partition);
      return;
    }
    told.put(partition, new Told(data.highWatermark(), data.logStartOffset()));
    if (FetchResponse.recordsSize(data) > 0) {
      // Served last: otherwise the first partitions could fill every answer.
      Wanted served = wanted.remove(partition);
      if (served != null) {
        wanted.put(partition, served);
      }
    }
  }
}
