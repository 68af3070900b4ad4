package dev.waybill.server.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import dev.waybill.server.cluster.TopicCatalog;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that is wrong in several ways is told what Kafka would tell it first. */
class RefusalOrderTest {
  @TempDir Path directory;

  private ServedBroker served;
  private RawClient client;
  private Uuid orders;

  @BeforeEach
  void start() throws Exception {
    served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    orders = TopicCatalog.idOf(served.broker().topic("orders").orElseThrow());
    client = new RawClient(served.server().address());
  }

  @AfterEach
  void end() throws Exception {
    client.close();
    served.close();
  }

  @Test
  void aTopicThatIsNamedTwiceIsRefusedOnce() throws Exception {
    CreateTopicsResponseData answer = create(topic("a", 1, 1), topic("b", 1, 1), topic("a", 1, 1));

    assertThat(answer.topics()).extracting(CreatableTopicResult::name).containsOnly("a", "b");
    assertThat(answer.topics()).hasSize(2);
    assertThat(error(answer, "a")).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(answer.topics().find("b").errorMessage()).isNull();
  }

  @Test
  void countsThatCanNeverBeAreRefusedBeforeThoseThatCannotBeHere() throws Exception {
    CreateTopicsResponseData answer =
        create(topic("a", 0, 0), topic("b", 0, 3), topic("c", 1, 3), topic("orders", 0, 0));

    assertThat(error(answer, "a")).isEqualTo(Errors.INVALID_REPLICATION_FACTOR);
    assertThat(error(answer, "b")).isEqualTo(Errors.INVALID_PARTITIONS);
    assertThat(error(answer, "c")).isEqualTo(Errors.INVALID_REPLICATION_FACTOR);
    assertThat(error(answer, "orders")).isEqualTo(Errors.TOPIC_ALREADY_EXISTS);
  }

  @Test
  void settingsThatNoTopicCanHaveAreRefusedBeforeATopicThatIsNotThere() throws Exception {
    assertThat(alter("nowhere", setting("retention.ms", 0, "soon")))
        .isEqualTo(Errors.INVALID_CONFIG);
    assertThat(alter("nowhere", setting("retention.ms", 0, "1")))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(alter("a b", setting("retention.ms", 0, "soon")))
        .isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
    assertThat(alter("a b", setting("retention.ms", 2, "1"))).isEqualTo(Errors.INVALID_CONFIG);
    assertThat(alter("", setting("retention.ms", 0, "1"))).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(alter("orders", setting("retention.ms", 2, "1"), setting("retention.ms", 0, "1")))
        .isEqualTo(Errors.INVALID_REQUEST);
  }

  @Test
  void aTopicThatIsAskedForTwiceIsToldOnce() throws Exception {
    MetadataRequestData.MetadataRequestTopic asked =
        new MetadataRequestData.MetadataRequestTopic().setName("orders");

    MetadataResponseData answer =
        client.ask(
            (short) 9,
            new MetadataRequestData().setTopics(List.of(asked, asked.duplicate())),
            MetadataResponseData.class);

    assertThat(answer.topics()).hasSize(1);
  }

  @Test
  void aCursorOutsideOfTheRequestIsRefused() throws Exception {
    assertThat(describe("elsewhere", 0)).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(describe("orders", -1)).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(describe("orders", 0)).isEqualTo(Errors.NONE);
  }

  @Test
  void aTimestampThatTheVersionDoesNotKnowIsRefusedWhateverItIsAskedOf() throws Exception {
    assertThat(offset(10, "nowhere", -6)).isEqualTo(Errors.UNSUPPORTED_VERSION);
    assertThat(offset(11, "orders", -6)).isEqualTo(Errors.NONE);
    assertThat(offset(11, "orders", -7)).isEqualTo(Errors.UNSUPPORTED_VERSION);
    assertThat(offset(11, "nowhere", -1)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void aPartitionThatATopicDoesNotHaveIsNoUnknownTopic() throws Exception {
    assertThat(fetch(orders, 7)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(fetch(Uuid.ONE_UUID, 0)).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
  }

  @Test
  void aSessionIsToldThatAnotherTopicHasTheName() throws Exception {
    FetchRequestData first = fetchRequest(orders, 0).setSessionEpoch(0);
    int session = client.ask((short) 13, first, FetchResponseData.class).sessionId();
    FetchRequestData next = new FetchRequestData().setSessionId(session);

    served.broker().deleteTopic("orders").get();
    FetchResponseData gone =
        client.ask((short) 13, next.setSessionEpoch(1), FetchResponseData.class);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    FetchResponseData another =
        client.ask((short) 13, next.setSessionEpoch(2), FetchResponseData.class);

    assertThat(error(gone)).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
    assertThat(error(another)).isEqualTo(Errors.INCONSISTENT_TOPIC_ID);
  }

  private CreateTopicsResponseData create(CreatableTopic... topics) throws Exception {
    CreateTopicsRequestData request = new CreateTopicsRequestData();
    request.topics().addAll(List.of(topics));
    return client.ask((short) 7, request, CreateTopicsResponseData.class);
  }

  private static CreatableTopic topic(String name, int partitions, int replicas) {
    return new CreatableTopic()
        .setName(name)
        .setNumPartitions(partitions)
        .setReplicationFactor((short) replicas);
  }

  private static Errors error(CreateTopicsResponseData answer, String topic) {
    return Errors.forCode(answer.topics().find(topic).errorCode());
  }

  private Errors alter(String topic, AlterableConfig... settings) throws Exception {
    AlterConfigsResource resource =
        new AlterConfigsResource().setResourceType((byte) 2).setResourceName(topic);
    for (AlterableConfig setting : settings) {
      resource.configs().mustAdd(setting);
    }
    IncrementalAlterConfigsRequestData request =
        new IncrementalAlterConfigsRequestData().setValidateOnly(true);
    request.resources().add(resource);
    IncrementalAlterConfigsResponseData answer =
        client.ask((short) 1, request, IncrementalAlterConfigsResponseData.class);
    return Errors.forCode(answer.responses().get(0).errorCode());
  }

  private static AlterableConfig setting(String name, int operation, String value) {
    return new AlterableConfig().setName(name).setConfigOperation((byte) operation).setValue(value);
  }

  private Errors describe(String cursorTopic, int cursorPartition) throws Exception {
    DescribeTopicPartitionsRequestData request =
        new DescribeTopicPartitionsRequestData()
            .setTopics(
                List.of(new DescribeTopicPartitionsRequestData.TopicRequest().setName("orders")))
            .setCursor(
                new DescribeTopicPartitionsRequestData.Cursor()
                    .setTopicName(cursorTopic)
                    .setPartitionIndex(cursorPartition));
    DescribeTopicPartitionsResponseData answer =
        client.ask((short) 0, request, DescribeTopicPartitionsResponseData.class);
    return Errors.forCode(answer.topics().find("orders").errorCode());
  }

  private Errors offset(int version, String topic, long timestamp) throws Exception {
    ListOffsetsRequestData request =
        new ListOffsetsRequestData()
            .setTopics(
                List.of(
                    new ListOffsetsRequestData.ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(
                            List.of(
                                new ListOffsetsRequestData.ListOffsetsPartition()
                                    .setTimestamp(timestamp)))));
    ListOffsetsResponseData answer =
        client.ask((short) version, request, ListOffsetsResponseData.class);
    return Errors.forCode(answer.topics().get(0).partitions().get(0).errorCode());
  }

  private Errors fetch(Uuid topic, int partition) throws Exception {
    FetchRequestData request = fetchRequest(topic, partition).setSessionEpoch(-1);
    return error(client.ask((short) 13, request, FetchResponseData.class));
  }

  private static FetchRequestData fetchRequest(Uuid topic, int partition) {
    return new FetchRequestData()
        .setMaxBytes(1_000)
        .setTopics(
            List.of(
                new FetchRequestData.FetchTopic()
                    .setTopicId(topic)
                    .setPartitions(
                        List.of(
                            new FetchRequestData.FetchPartition()
                                .setPartition(partition)
                                .setPartitionMaxBytes(1_000)))));
  }

  private static Errors error(FetchResponseData answer) {
    return Errors.forCode(answer.responses().get(0).partitions().get(0).errorCode());
  }
}
