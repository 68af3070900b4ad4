package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What can be asked about a partition's records, one topic a request. */
final class Log {
  private static final int WRITTEN = 1;
  private static final int LATEST = -1;
  private static final int LIST_OFFSETS_VERSION = 5;

  private final Speaker speaker;
  private final Dice dice;

  Log(Speaker speaker, Dice dice) {
    this.speaker = speaker;
    this.dice = dice;
  }

  /** A topic by its name, and by its id for the versions that want that. */
  record Topic(String name, String id) {}

  JsonNode produce(
      int version,
      Topic topic,
      int partition,
      int acks,
      @Nullable String transactionalId,
      byte[] records)
      throws IOException {
    JsonNode answer =
        speaker.ask(
            ApiKeys.PRODUCE,
            version,
            produceRequest(topic, partition, acks, transactionalId, records));
    if (acks == WRITTEN) {
      awaitVisible(topic, partition, answer);
    }
    return answer;
  }

  /** What is only written is not read yet: we show what is synced, a moment later. */
  private void awaitVisible(Topic topic, int partition, JsonNode answer) throws IOException {
    JsonNode stored = answer.path("responses").path(0).path("partitionResponses").path(0);
    long offset = stored.path("baseOffset").asLong(-1);
    if (Speaker.errorOf(stored) == Errors.NONE && offset >= 0) {
      speaker.until(
          ApiKeys.LIST_OFFSETS,
          LIST_OFFSETS_VERSION,
          offsetsRequest(topic, partition, LATEST, 0, -1),
          heard ->
              heard.path("topics").path(0).path("partitions").path(0).path("offset").asLong()
                  > offset);
    }
  }

  static ObjectNode produceRequest(
      Topic topic, int partition, int acks, @Nullable String transactionalId, byte[] records) {
    return object(
        "transactionalId",
        transactionalId,
        "acks",
        acks,
        "timeoutMs",
        10_000,
        "topicData",
        array(
            object(
                "name", topic.name(),
                "topicId", topic.id(),
                "partitionData", array(object("index", partition, "records", records)))));
  }

  /** A fetch outside of a session. */
  JsonNode fetch(Topic topic, int partition, long from, int isolation, int minBytes, int maxBytes)
      throws IOException {
    return fetch(
        speaker.any(ApiKeys.FETCH, dice), topic, partition, from, isolation, minBytes, maxBytes);
  }

  JsonNode fetch(
      int version, Topic topic, int partition, long from, int isolation, int minBytes, int maxBytes)
      throws IOException {
    return speaker.ask(
        ApiKeys.FETCH,
        version,
        fetchRequest(
            0,
            -1,
            isolation,
            minBytes,
            maxBytes,
            array(fetched(topic, fetchPartition(partition, from, maxBytes, -1)))));
  }

  static ObjectNode fetchRequest(
      int session, int epoch, int isolation, int minBytes, int maxBytes, JsonNode topics) {
    return object(
        "clusterId",
        null,
        "replicaId",
        -1,
        "replicaState",
        object("replicaId", -1, "replicaEpoch", -1L),
        "maxWaitMs",
        30,
        "minBytes",
        minBytes,
        "maxBytes",
        maxBytes,
        "isolationLevel",
        isolation,
        "sessionId",
        session,
        "sessionEpoch",
        epoch,
        "topics",
        topics,
        "forgottenTopicsData",
        array(),
        "rackId",
        "");
  }

  static ObjectNode fetched(Topic topic, ObjectNode... partitions) {
    return object(
        "topic", topic.name(), "topicId", topic.id(), "partitions", array((Object[]) partitions));
  }

  static ObjectNode fetchPartition(int partition, long from, int maxBytes, int leaderEpoch) {
    return object(
        "partition",
        partition,
        "currentLeaderEpoch",
        leaderEpoch,
        "fetchOffset",
        from,
        "lastFetchedEpoch",
        -1,
        "logStartOffset",
        -1L,
        "partitionMaxBytes",
        maxBytes,
        "replicaDirectoryId",
        "AAAAAAAAAAAAAAAAAAAAAA",
        "highWatermark",
        Long.MAX_VALUE);
  }

  JsonNode offsets(Topic topic, int partition, long timestamp, int isolation, int leaderEpoch)
      throws IOException {
    return speaker.ask(
        ApiKeys.LIST_OFFSETS,
        speaker.any(ApiKeys.LIST_OFFSETS, dice),
        offsetsRequest(topic, partition, timestamp, isolation, leaderEpoch));
  }

  private static ObjectNode offsetsRequest(
      Topic topic, int partition, long timestamp, int isolation, int leaderEpoch) {
    return object(
        "replicaId",
        -1,
        "isolationLevel",
        isolation,
        "timeoutMs",
        10_000,
        "topics",
        array(
            object(
                "name", topic.name(),
                "partitions",
                    array(
                        object(
                            "partitionIndex", partition,
                            "currentLeaderEpoch", leaderEpoch,
                            "timestamp", timestamp,
                            "maxNumOffsets", 1)))));
  }

  JsonNode endOfEpoch(Topic topic, int partition, int current, int epoch) throws IOException {
    return speaker.ask(
        ApiKeys.OFFSET_FOR_LEADER_EPOCH,
        speaker.any(ApiKeys.OFFSET_FOR_LEADER_EPOCH, dice),
        object(
            "replicaId",
            -1,
            "topics",
            array(
                object(
                    "topic", topic.name(),
                    "partitions",
                        array(
                            object(
                                "partition", partition,
                                "currentLeaderEpoch", current,
                                "leaderEpoch", epoch))))));
  }

  JsonNode deleteRecords(Topic topic, int partition, long before) throws IOException {
    return speaker.ask(
        ApiKeys.DELETE_RECORDS,
        speaker.any(ApiKeys.DELETE_RECORDS, dice),
        object(
            "topics",
            array(
                object(
                    "name", topic.name(),
                    "partitions", array(object("partitionIndex", partition, "offset", before)))),
            "timeoutMs",
            10_000));
  }

  JsonNode producers(Topic topic, int partition) throws IOException {
    return speaker.ask(
        ApiKeys.DESCRIBE_PRODUCERS,
        0,
        object(
            "topics", array(object("name", topic.name(), "partitionIndexes", array(partition)))));
  }
}
