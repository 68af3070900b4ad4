package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicSettings;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that read well and ask for what cannot be: answered with the protocol's own error. */
class BadRequestsTest {
  @TempDir Path directory;

  private ServedBroker served;
  private RawClient client;
  private LogLines log;

  @BeforeEach
  void start() throws Exception {
    log = new LogLines();
    served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    client = new RawClient(served.server().address());
  }

  @AfterEach
  void nothingIsADefect() throws Exception {
    client.close();
    served.close();
    log.close();
    assertThat(log.with("defect")).isEmpty();
  }

  @Test
  void isolationLevelsThatDoNotExistAreRefused() throws Exception {
    FetchResponseData fetched =
        client.ask(
            (short) 12,
            new FetchRequestData().setIsolationLevel((byte) 2),
            FetchResponseData.class);
    ListOffsetsResponseData looked =
        client.ask(
            (short) 10,
            new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setIsolationLevel((byte) -1)
                .setTopics(
                    List.of(
                        new ListOffsetsTopic()
                            .setName("orders")
                            .setPartitions(List.of(new ListOffsetsPartition())))),
            ListOffsetsResponseData.class);

    assertThat(fetched.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    assertThat(looked.topics().get(0).partitions().get(0).errorCode())
        .isEqualTo(Errors.INVALID_REQUEST.code());
  }

  @ParameterizedTest
  @ValueSource(shorts = {10, 11})
  void metadataByIdIsRefusedWhereNoAnswerCanCarryIt(short version) throws Exception {
    for (MetadataRequestTopic asked :
        List.of(
            new MetadataRequestTopic().setName(null).setTopicId(Uuid.ONE_UUID),
            new MetadataRequestTopic().setName("orders").setTopicId(Uuid.ONE_UUID))) {
      MetadataResponseData answer =
          client.ask(
              version,
              new MetadataRequestData().setTopics(List.of(asked)),
              MetadataResponseData.class);

      assertThat(answer.topics())
          .extracting(topic -> topic.errorCode())
          .containsExactly(Errors.INVALID_REQUEST.code());
    }
  }

  @Test
  void moreNewPartitionsThanARequestMayAskForAreNotMade() throws Exception {
    CreateTopicsRequestData create = new CreateTopicsRequestData();
    for (String name : List.of("half", "other-half")) {
      create
          .topics()
          .add(
              new CreatableTopic()
                  .setName(name)
                  .setNumPartitions(5_001)
                  .setReplicationFactor((short) 1));
    }
    CreatePartitionsRequestData grow = new CreatePartitionsRequestData();
    grow.topics()
        .add(new CreatePartitionsTopic().setName("orders").setAssignments(null).setCount(10_002));

    assertThat(client.ask((short) 7, create, CreateTopicsResponseData.class).topics())
        .extracting(topic -> topic.errorCode())
        .containsOnly(Errors.POLICY_VIOLATION.code());
    assertThat(client.ask((short) 3, grow, CreatePartitionsResponseData.class).results())
        .extracting(topic -> topic.errorCode())
        .containsOnly(Errors.POLICY_VIOLATION.code());
    assertThat(served.broker().topics()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "missing"})
  void whoAwaitsNoAnswerLosesTheConnectionWhenNothingWasStored(String topic) throws Exception {
    client.send((short) 12, produce(topic, 0));

    assertThat(client.isClosedByServer()).isTrue();
    assertThat(log.with("WARN", "awaits no answer failed")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, -2, 100, Short.MIN_VALUE})
  void acksThatDoNotExistAreRefused(int acks) throws Exception {
    ProduceResponseData answer =
        client.ask((short) 12, produce("orders", acks), ProduceResponseData.class);

    assertThat(answer.responses().iterator().next().partitionResponses().get(0).errorCode())
        .isEqualTo(Errors.INVALID_REQUIRED_ACKS.code());
    assertThat(end()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 249, 30_000})
  void groupsMayHaveLongNamesButNotNone(int length) throws Exception {
    OffsetCommitRequestPartition position =
        new OffsetCommitRequestPartition().setPartitionIndex(0).setCommittedOffset(1);
    OffsetCommitResponseData answer =
        client.ask(
            (short) 9,
            new OffsetCommitRequestData()
                .setGroupId("\0".repeat(length))
                .setTopics(
                    List.of(
                        new OffsetCommitRequestTopic()
                            .setName("orders")
                            .setPartitions(List.of(position)))),
            OffsetCommitResponseData.class);

    assertThat(Errors.forCode(answer.topics().get(0).partitions().get(0).errorCode()))
        .isEqualTo(length == 0 ? Errors.INVALID_GROUP_ID : Errors.NONE);
  }

  private long end() throws Exception {
    return client
        .ask(
            (short) 10,
            new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(
                    List.of(
                        new ListOffsetsTopic()
                            .setName("orders")
                            .setPartitions(List.of(new ListOffsetsPartition().setTimestamp(-1))))),
            ListOffsetsResponseData.class)
        .topics()
        .get(0)
        .partitions()
        .get(0)
        .offset();
  }

  private static ProduceRequestData produce(String topic, int acks) {
    ProduceRequestData request = new ProduceRequestData().setAcks((short) acks);
    MemoryRecords records =
        MemoryRecords.withRecords(Compression.NONE, new SimpleRecord("value".getBytes()));
    request
        .topicData()
        .add(
            new TopicProduceData()
                .setName(topic)
                .setPartitionData(List.of(new PartitionProduceData().setRecords(records))));
    return request;
  }
}
