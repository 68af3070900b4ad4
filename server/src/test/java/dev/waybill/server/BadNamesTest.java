package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Topics that are not there, and names that no topic can have, in every request that names one. */
class BadNamesTest {
  private static final byte TOPIC = 2;

  /** The last version in which each request names its topics, and how it names one. */
  private static final Map<Short, BiFunction<String, Integer, ApiMessage>> REQUESTS = requests();

  @TempDir Path directory;

  private ServedBroker served;
  private LogLines log;

  static List<String> illegalNames() {
    return List.of(
        "",
        ".",
        "..",
        "a".repeat(250),
        "a".repeat(Short.MAX_VALUE),
        "a/b",
        "../a",
        "a\\b",
        "a b",
        " ",
        "a\0",
        "\0",
        "a\n",
        "a,b",
        "é",
        "\uD83D\uDE00",
        "a:b");
  }

  @BeforeEach
  void start() throws Exception {
    log = new LogLines();
    served = ServedBroker.on(directory, BrokerSettings.defaults(1), ServerSettings.defaults());
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
  }

  @AfterEach
  void onlyWhatMayBeIsThere() {
    assertThat(served.broker().topics())
        .extracting(topic -> topic.name())
        .containsExactly("orders");
    served.close();
    log.close();
    assertThat(log.with("defect")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("illegalNames")
  void illegalNamesAreRefusedByName(String name) throws Exception {
    Map<ApiKeys, Set<Errors>> found = new TreeMap<>();
    try (RawClient client = new RawClient(served.server().address())) {
      for (var each : REQUESTS.entrySet()) {
        found.put(ApiKeys.forId(each.getKey()), errors(client, each.getValue().apply(name, 0)));
      }
      assertThat(errors(client, REQUESTS.get(ApiKeys.LIST_OFFSETS.id).apply("orders", 0)))
          .as("the next request on the same connection")
          .containsExactly(Errors.NONE);
    }
    Map<ApiKeys, Set<Errors>> wrong = new TreeMap<>(found);
    wrong.values().removeIf(Set.of(Errors.INVALID_TOPIC_EXCEPTION)::equals);
    wrong.values().removeIf(Set.of(Errors.UNKNOWN_TOPIC_OR_PARTITION)::equals);
    if (name.isEmpty()) {
      // To Kafka it would be all topics, whose settings cannot be altered.
      wrong.values().removeIf(Set.of(Errors.INVALID_REQUEST)::equals);
    }
    assertThat(wrong).isEmpty();
    assertThat(found.get(ApiKeys.METADATA)).containsExactly(Errors.INVALID_TOPIC_EXCEPTION);
    assertThat(found.get(ApiKeys.CREATE_TOPICS)).containsExactly(Errors.INVALID_TOPIC_EXCEPTION);
  }

  @Test
  void missingTopicsAreUnknown() throws Exception {
    Map<ApiKeys, Set<Errors>> wrong = new TreeMap<>();
    try (RawClient client = new RawClient(served.server().address())) {
      for (var each : REQUESTS.entrySet()) {
        ApiKeys key = ApiKeys.forId(each.getKey());
        if (key != ApiKeys.METADATA && key != ApiKeys.CREATE_TOPICS) {
          wrong.put(key, errors(client, each.getValue().apply("missing", 0)));
        }
      }
    }
    wrong.values().removeIf(Set.of(Errors.UNKNOWN_TOPIC_OR_PARTITION)::equals);
    assertThat(wrong).isEmpty();
  }

  @Test
  void missingPartitionsAreUnknown() throws Exception {
    Map<String, Set<Errors>> wrong = new TreeMap<>();
    List<ApiKeys> keys =
        List.of(
            ApiKeys.PRODUCE,
            ApiKeys.FETCH,
            ApiKeys.LIST_OFFSETS,
            ApiKeys.OFFSET_FOR_LEADER_EPOCH,
            ApiKeys.DELETE_RECORDS,
            ApiKeys.OFFSET_COMMIT,
            ApiKeys.DESCRIBE_PRODUCERS);
    try (RawClient client = new RawClient(served.server().address())) {
      for (ApiKeys key : keys) {
        for (int partition : new int[] {-1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
          wrong.put(
              key + " " + partition,
              errors(client, REQUESTS.get(key.id).apply("orders", partition)));
        }
      }
    }
    wrong.values().removeIf(Set.of(Errors.UNKNOWN_TOPIC_OR_PARTITION)::equals);
    assertThat(wrong).isEmpty();
  }

  private static Set<Errors> errors(RawClient client, ApiMessage request) throws IOException {
    ApiKeys key = ApiKeys.forId(request.apiKey());
    short version = lastVersionWithNames(key);
    ApiMessage answer = client.ask(version, request, ApiMessage.class);
    Set<Errors> errors =
        new TreeSet<>(
            AbstractResponse.parseResponse(
                    key,
                    new ByteBufferAccessor(
                        MessageUtil.toByteBufferAccessor(answer, version).buffer()),
                    version)
                .errorCounts()
                .keySet());
    // Some answers have an error of their own beside those of what they are about.
    if (errors.size() > 1) {
      errors.remove(Errors.NONE);
    }
    return errors;
  }

  private static short lastVersionWithNames(ApiKeys key) {
    return switch (key) {
      case PRODUCE, FETCH -> 12;
      case DELETE_TOPICS -> 5;
      case OFFSET_COMMIT -> 9;
      default -> key.latestVersion();
    };
  }

  private static Map<Short, BiFunction<String, Integer, ApiMessage>> requests() {
    List<BiFunction<String, Integer, ApiMessage>> all = new ArrayList<>();
    all.add(
        (topic, partition) ->
            new MetadataRequestData()
                .setTopics(List.of(new MetadataRequestTopic().setName(topic))));
    all.add(BadNamesTest::produce);
    all.add(
        (topic, partition) ->
            new FetchRequestData()
                .setMaxBytes(1_000)
                .setSessionEpoch(-1)
                .setTopics(
                    List.of(
                        new FetchTopic()
                            .setTopic(topic)
                            .setPartitions(
                                List.of(
                                    new FetchPartition()
                                        .setPartition(partition)
                                        .setPartitionMaxBytes(1_000))))));
    all.add(
        (topic, partition) ->
            new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(
                    List.of(
                        new ListOffsetsTopic()
                            .setName(topic)
                            .setPartitions(
                                List.of(
                                    new ListOffsetsPartition()
                                        .setPartitionIndex(partition)
                                        .setTimestamp(-1))))));
    all.add(
        (topic, partition) -> {
          OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData();
          request
              .topics()
              .add(
                  new OffsetForLeaderTopic()
                      .setTopic(topic)
                      .setPartitions(
                          List.of(new OffsetForLeaderPartition().setPartition(partition))));
          return request;
        });
    all.add(
        (topic, partition) ->
            new DeleteRecordsRequestData()
                .setTopics(
                    List.of(
                        new DeleteRecordsTopic()
                            .setName(topic)
                            .setPartitions(
                                List.of(
                                    new DeleteRecordsPartition().setPartitionIndex(partition))))));
    all.add(
        (topic, partition) ->
            new OffsetCommitRequestData()
                .setGroupId("g")
                .setTopics(
                    List.of(
                        new OffsetCommitRequestTopic()
                            .setName(topic)
                            .setPartitions(
                                List.of(
                                    new OffsetCommitRequestPartition()
                                        .setPartitionIndex(partition)
                                        .setCommittedOffset(1))))));
    all.add(
        (topic, partition) -> {
          DescribeProducersRequestData request = new DescribeProducersRequestData();
          request
              .topics()
              .add(
                  new DescribeProducersRequestData.TopicRequest()
                      .setName(topic)
                      .setPartitionIndexes(List.of(partition)));
          return request;
        });
    all.addAll(administration());
    Map<Short, BiFunction<String, Integer, ApiMessage>> byKey = new LinkedHashMap<>();
    all.forEach(each -> byKey.put(each.apply("", 0).apiKey(), each));
    return byKey;
  }

  private static List<BiFunction<String, Integer, ApiMessage>> administration() {
    return List.of(
        (topic, partition) -> {
          CreateTopicsRequestData request = new CreateTopicsRequestData();
          request
              .topics()
              .add(
                  new CreatableTopic()
                      .setName(topic)
                      .setNumPartitions(1)
                      .setReplicationFactor((short) 1));
          return request;
        },
        (topic, partition) -> new DeleteTopicsRequestData().setTopicNames(List.of(topic)),
        (topic, partition) -> {
          CreatePartitionsRequestData request = new CreatePartitionsRequestData();
          request
              .topics()
              .add(new CreatePartitionsTopic().setName(topic).setAssignments(null).setCount(2));
          return request;
        },
        (topic, partition) ->
            new DescribeConfigsRequestData()
                .setResources(
                    List.of(
                        new DescribeConfigsResource()
                            .setResourceType(TOPIC)
                            .setResourceName(topic))),
        (topic, partition) -> {
          AlterConfigsRequestData request = new AlterConfigsRequestData();
          request
              .resources()
              .add(
                  new AlterConfigsRequestData.AlterConfigsResource()
                      .setResourceType(TOPIC)
                      .setResourceName(topic));
          return request;
        },
        (topic, partition) -> {
          IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
          request
              .resources()
              .add(
                  new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                      .setResourceType(TOPIC)
                      .setResourceName(topic));
          return request;
        },
        (topic, partition) ->
            new DescribeTopicPartitionsRequestData()
                .setTopics(
                    List.of(new DescribeTopicPartitionsRequestData.TopicRequest().setName(topic))));
  }

  private static ApiMessage produce(String topic, int partition) {
    ProduceRequestData request = new ProduceRequestData().setAcks((short) -1);
    MemoryRecords records =
        MemoryRecords.withRecords(Compression.NONE, new SimpleRecord("value".getBytes()));
    request
        .topicData()
        .add(
            new TopicProduceData()
                .setName(topic)
                .setPartitionData(
                    List.of(new PartitionProduceData().setIndex(partition).setRecords(records))));
    return request;
  }
}
