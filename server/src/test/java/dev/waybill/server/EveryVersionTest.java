package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.cluster.TopicCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
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

/**
 * Every key in every version that is advertised: the answer must have the shape of its version, and
 * no error that comes of the shape.
 */
class EveryVersionTest {
  @TempDir Path directory;

  private ServedBroker served;
  private Uuid orders;

  @BeforeEach
  void start() throws Exception {
    served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    orders = TopicCatalog.idOf(served.broker().topic("orders").orElseThrow());
    try (KafkaProducer<String, String> producer = served.producer(Map.of())) {
      producer.send(new ProducerRecord<>("orders", "key", "value")).get();
    }
    served
        .broker()
        .commitPositions(
            "g", Committer.OUTSIDE, Map.of(new TopicPartition("orders", 0), Position.at(1)))
        .get();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void everyAdvertisedVersionIsAnsweredInItsShape() throws Exception {
    Map<ApiKeys, Function<Short, ApiMessage>> requests = requests();
    List<String> wrong = new ArrayList<>();
    for (ApiVersionsResponseData.ApiVersion advertised : advertised()) {
      ApiKeys key = ApiKeys.forId(advertised.apiKey());
      for (short version = key.oldestVersion(); version <= advertised.maxVersion(); version++) {
        ApiMessage request =
            requests.getOrDefault(key, any -> key.messageType.newRequest()).apply(version);
        try (RawClient client = new RawClient(served.server().address())) {
          ApiMessage answer = client.ask(version, request, ApiMessage.class);
          Map<Errors, Integer> errors = errors(key, version, answer);
          boolean odd =
              errors.containsKey(Errors.UNKNOWN_SERVER_ERROR)
                  || errors.containsKey(Errors.UNSUPPORTED_VERSION)
                  || (requests.containsKey(key) && !errors.keySet().equals(Set.of(Errors.NONE)));
          if (odd) {
            wrong.add(key + " v" + version + ": " + errors);
          }
        } catch (IOException | RuntimeException e) {
          wrong.add(key + " v" + version + ": " + e);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Map<Errors, Integer> errors(ApiKeys key, short version, ApiMessage answer) {
    Map<Errors, Integer> errors = new HashMap<>(response(key, version, answer).errorCounts());
    return errors.isEmpty() ? Map.of(Errors.NONE, 0) : errors;
  }

  private static AbstractResponse response(ApiKeys key, short version, ApiMessage answer) {
    return AbstractResponse.parseResponse(
        key,
        new ByteBufferAccessor(MessageUtil.toByteBufferAccessor(answer, version).buffer()),
        version);
  }

  private List<ApiVersionsResponseData.ApiVersion> advertised() throws Exception {
    try (RawClient client = new RawClient(served.server().address())) {
      return List.copyOf(
          client.ask((short) 3, software(), ApiVersionsResponseData.class).apiKeys());
    }
  }

  private static ApiVersionsRequestData software() {
    return new ApiVersionsRequestData().setClientSoftwareName("raw").setClientSoftwareVersion("1");
  }

  private Map<ApiKeys, Function<Short, ApiMessage>> requests() {
    Map<ApiKeys, Function<Short, ApiMessage>> requests = new HashMap<>();
    requests.put(ApiKeys.API_VERSIONS, version -> software());
    requests.put(
        ApiKeys.METADATA,
        version ->
            new MetadataRequestData()
                .setTopics(
                    List.of(new MetadataRequestData.MetadataRequestTopic().setName("orders"))));
    requests.put(
        ApiKeys.FIND_COORDINATOR,
        version ->
            version < 4
                ? new FindCoordinatorRequestData().setKey("g")
                : new FindCoordinatorRequestData().setCoordinatorKeys(List.of("g")));
    requests.put(ApiKeys.PRODUCE, this::produce);
    requests.put(ApiKeys.FETCH, this::fetch);
    requests.put(
        ApiKeys.LIST_OFFSETS,
        version ->
            new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(
                    List.of(
                        new ListOffsetsRequestData.ListOffsetsTopic()
                            .setName("orders")
                            .setPartitions(
                                List.of(
                                    new ListOffsetsRequestData.ListOffsetsPartition()
                                        .setPartitionIndex(0)
                                        .setTimestamp(-1))))));
    requests.put(
        ApiKeys.OFFSET_FOR_LEADER_EPOCH,
        version -> {
          OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData();
          request
              .topics()
              .add(
                  new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                      .setTopic("orders")
                      .setPartitions(
                          List.of(
                              new OffsetForLeaderEpochRequestData.OffsetForLeaderPartition()
                                  .setPartition(0)
                                  .setLeaderEpoch(0))));
          return request;
        });
    requests.put(
        ApiKeys.OFFSET_COMMIT,
        version ->
            new OffsetCommitRequestData()
                .setGroupId("g")
                .setTopics(
                    List.of(
                        new OffsetCommitRequestData.OffsetCommitRequestTopic()
                            .setName(version < 10 ? "orders" : "")
                            .setTopicId(version < 10 ? Uuid.ZERO_UUID : orders)
                            .setPartitions(
                                List.of(
                                    new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                        .setPartitionIndex(0)
                                        .setCommittedOffset(1))))));
    requests.put(ApiKeys.OFFSET_FETCH, this::offsetFetch);
    requests.put(
        ApiKeys.INIT_PRODUCER_ID,
        version ->
            new InitProducerIdRequestData()
                .setTransactionalId("tx-" + version)
                .setTransactionTimeoutMs(1_000));
    requests.put(
        ApiKeys.CREATE_TOPICS,
        version -> {
          CreateTopicsRequestData request = new CreateTopicsRequestData();
          request
              .topics()
              .add(
                  new CreateTopicsRequestData.CreatableTopic()
                      .setName("created-" + version)
                      .setNumPartitions(1)
                      .setReplicationFactor((short) 1));
          return request;
        });
    requests.put(
        ApiKeys.DELETE_TOPICS,
        version -> {
          served.broker().createTopic("deleted-" + version, TopicSettings.ofPartitions(1)).join();
          return version < 6
              ? new DeleteTopicsRequestData().setTopicNames(List.of("deleted-" + version))
              : new DeleteTopicsRequestData()
                  .setTopics(
                      List.of(
                          new DeleteTopicsRequestData.DeleteTopicState()
                              .setName("deleted-" + version)));
        });
    requests.put(
        ApiKeys.CREATE_PARTITIONS,
        version -> {
          CreatePartitionsRequestData request = new CreatePartitionsRequestData();
          request
              .topics()
              .add(
                  new CreatePartitionsRequestData.CreatePartitionsTopic()
                      .setName("orders")
                      .setAssignments(null)
                      .setCount(version + 2));
          return request;
        });
    requests.put(
        ApiKeys.DESCRIBE_CONFIGS,
        version ->
            new DescribeConfigsRequestData()
                .setResources(
                    List.of(
                        new DescribeConfigsRequestData.DescribeConfigsResource()
                            .setResourceType((byte) 2)
                            .setResourceName("orders"),
                        new DescribeConfigsRequestData.DescribeConfigsResource()
                            .setResourceType((byte) 4)
                            .setResourceName("1")))
                .setIncludeSynonyms(version > 0));
    requests.put(
        ApiKeys.ALTER_CONFIGS,
        version -> {
          AlterConfigsRequestData request = new AlterConfigsRequestData();
          request
              .resources()
              .add(
                  new AlterConfigsRequestData.AlterConfigsResource()
                      .setResourceType((byte) 2)
                      .setResourceName("orders"));
          return request;
        });
    requests.put(
        ApiKeys.DESCRIBE_GROUPS,
        version -> new DescribeGroupsRequestData().setGroups(List.of("g")));
    requests.put(
        ApiKeys.DELETE_GROUPS,
        version -> {
          String group = "deleted-" + version;
          served
              .broker()
              .commitPositions(
                  group, Committer.OUTSIDE, Map.of(new TopicPartition("orders", 0), Position.at(1)))
              .join();
          return new DeleteGroupsRequestData().setGroupsNames(List.of(group));
        });
    requests.put(ApiKeys.LIST_GROUPS, version -> ApiKeys.LIST_GROUPS.messageType.newRequest());
    return requests;
  }

  private ApiMessage produce(short version) {
    ProduceRequestData request = new ProduceRequestData().setAcks((short) -1);
    request
        .topicData()
        .add(
            new ProduceRequestData.TopicProduceData()
                .setName(version < 13 ? "orders" : "")
                .setTopicId(version < 13 ? Uuid.ZERO_UUID : orders)
                .setPartitionData(
                    List.of(
                        new ProduceRequestData.PartitionProduceData()
                            .setIndex(0)
                            .setRecords(
                                MemoryRecords.withRecords(
                                    Compression.NONE, new SimpleRecord("value".getBytes()))))));
    return request;
  }

  private ApiMessage fetch(short version) {
    return new FetchRequestData()
        .setReplicaId(-1)
        .setMaxBytes(1_000_000)
        .setMinBytes(1)
        .setSessionEpoch(version < 7 ? -1 : 0)
        .setTopics(
            List.of(
                new FetchRequestData.FetchTopic()
                    .setTopic(version < 13 ? "orders" : "")
                    .setTopicId(version < 13 ? Uuid.ZERO_UUID : orders)
                    .setPartitions(
                        List.of(
                            new FetchRequestData.FetchPartition()
                                .setPartition(0)
                                .setPartitionMaxBytes(1_000_000)))));
  }

  private ApiMessage offsetFetch(short version) {
    if (version < 8) {
      return new OffsetFetchRequestData()
          .setGroupId("g")
          .setTopics(
              List.of(
                  new OffsetFetchRequestData.OffsetFetchRequestTopic()
                      .setName("orders")
                      .setPartitionIndexes(List.of(0))));
    }
    return new OffsetFetchRequestData()
        .setGroups(
            List.of(
                new OffsetFetchRequestData.OffsetFetchRequestGroup()
                    .setGroupId("g")
                    .setTopics(
                        List.of(
                            new OffsetFetchRequestData.OffsetFetchRequestTopics()
                                .setName(version < 10 ? "orders" : "")
                                .setTopicId(version < 10 ? Uuid.ZERO_UUID : orders)
                                .setPartitionIndexes(List.of(0))))));
  }
}
