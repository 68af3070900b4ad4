package dev.waybill.server.fetch;

import dev.waybill.broker.partition.Isolation;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.fetch.LongPoll.Terms;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import dev.waybill.server.protocol.IsolationLevels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Fetch: v4–18, topics by name, from v13 by id; sessions from v7.
 *
 * <p>Waits for {@code minBytes}, at most {@code maxWaitMs}, and answers at once when a partition
 * cannot be read. Only synced messages are seen; {@code read_committed} stops at the last stable
 * offset and is told the aborted transactions in what it gets. There are no followers: a fetch that
 * says it is one is refused. So are batches of zstd below v10, whose clients cannot read them.
 */
public final class FetchHandler implements ApiHandler<FetchRequest> {
  private static final int FIRST_VERSION_WITH_ZSTD = 10;
  private static final int FIRST_VERSION_WITH_IDS = 13;

  private final TopicCatalog topics;
  private final FetchSessions sessions;
  private final Collector collector;

  public FetchHandler(TopicCatalog topics, FetchSessions sessions) {
    this.topics = topics;
    this.sessions = sessions;
    this.collector = new Collector(topics);
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.FETCH;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(FetchRequest request, Caller caller) {
    if (FetchRequest.isValidBrokerId(request.replicaId())) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUEST.exception(
              "There are no followers here: expected a consumer, found replica "
                  + request.replicaId()
                  + "."));
    }
    boolean byId = request.version() >= FIRST_VERSION_WITH_IDS;
    FetchMetadata metadata = request.metadata();
    List<Wanted> named = wanted(request, byId);
    if (!metadata.isFull()) {
      return incremental(request, caller, byId, named);
    }
    if (metadata.sessionId() != FetchMetadata.INVALID_SESSION_ID) {
      sessions.close(metadata.sessionId());
    }
    return poll(request, caller, named)
        .thenApply(
            found -> {
              int session = FetchMetadata.INVALID_SESSION_ID;
              if (metadata.epoch() == FetchMetadata.INITIAL_EPOCH) {
                FetchSession opened = sessions.open(byId, named);
                opened.tellAll(found);
                session = opened.id();
              }
              return answer(Errors.NONE, session, found.partitions());
            });
  }

  private CompletionStage<FetchResponseData> incremental(
      FetchRequest request, Caller caller, boolean byId, List<Wanted> changed) {
    FetchMetadata metadata = request.metadata();
    Optional<FetchSession> found = sessions.find(metadata.sessionId());
    if (found.isEmpty()) {
      return refuse(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }
    FetchSession session = found.get();
    if (session.isByTopicId() != byId) {
      return refuse(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
    }
    if (!session.advance(metadata.epoch())) {
      return refuse(Errors.INVALID_FETCH_SESSION_EPOCH);
    }
    List<Wanted> wanted = session.change(changed, forgotten(request, byId));
    if (wanted.isEmpty()) {
      sessions.close(session.id());
      return refuse(Errors.NONE);
    }
    return poll(request, caller, wanted)
        .thenApply(news -> answer(Errors.NONE, session.id(), session.news(news)));
  }

  private CompletableFuture<Found> poll(
      FetchRequest request, Caller caller, Collection<Wanted> wanted) {
    Isolation isolation = IsolationLevels.of(request.data().isolationLevel());
    return LongPoll.begin(
        collector,
        new Terms(
            wanted,
            isolation,
            request.version() >= FIRST_VERSION_WITH_ZSTD,
            request.minBytes(),
            request.maxBytes(),
            request.maxWait()),
        caller);
  }

  private List<Wanted> wanted(FetchRequest request, boolean byId) {
    List<Wanted> wanted = new ArrayList<>();
    for (FetchTopic topic : request.data().topics()) {
      for (FetchPartition partition : topic.partitions()) {
        wanted.add(
            new Wanted(
                identify(byId, topic.topic(), topic.topicId(), partition.partition()),
                partition.fetchOffset(),
                partition.partitionMaxBytes(),
                partition.currentLeaderEpoch()));
      }
    }
    return wanted;
  }

  private List<TopicIdPartition> forgotten(FetchRequest request, boolean byId) {
    List<TopicIdPartition> forgotten = new ArrayList<>();
    for (ForgottenTopic topic : request.data().forgottenTopicsData()) {
      for (int partition : topic.partitions()) {
        forgotten.add(identify(byId, topic.topic(), topic.topicId(), partition));
      }
    }
    return forgotten;
  }

  /** A partition of an id that no topic has keeps the id and has no name. */
  private TopicIdPartition identify(boolean byId, String name, Uuid id, int partition) {
    return byId
        ? new TopicIdPartition(
            id, partition, topics.withId(id).map(topic -> topic.name()).orElse(null))
        : new TopicIdPartition(Uuid.ZERO_UUID, partition, name);
  }

  private static CompletionStage<FetchResponseData> refuse(Errors error) {
    return CompletableFuture.completedFuture(
        answer(error, FetchMetadata.INVALID_SESSION_ID, Map.of()));
  }

  private static FetchResponseData answer(
      Errors error, int session, Map<TopicIdPartition, PartitionData> partitions) {
    return FetchResponse.of(error, 0, session, new LinkedHashMap<>(partitions), List.of()).data();
  }
}
