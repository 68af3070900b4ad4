package dev.waybill.server.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.ServedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What producers of every age send, and what they must hear to go on. */
@Timeout(60)
class TransactionVersionsTest {
  private static final int MINUTE = 60_000;
  private static final int OLD_PRODUCE = 7;
  private static final int NEW_PRODUCE = 12;

  @TempDir Path directory;
  private ServedBroker served;
  private RawProducer producer;

  @BeforeEach
  void start() throws Exception {
    served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(2)).get();
    producer = new RawProducer(served.server().address(), "tx", "orders");
    assertThat(producer.init(1, MINUTE)).isEqualTo(Errors.NONE);
  }

  @AfterEach
  void stop() throws Exception {
    producer.close();
    served.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void oldEndsKeepTheEpochAndSequencesGoOn(int version) throws Exception {
    short epoch = producer.epoch();
    for (int i = 0; i < 5; i++) {
      assertThat(producer.join(Math.min(version, 3), 0)).isEqualTo(Errors.NONE);
      assertThat(producer.produce(OLD_PRODUCE, 0, i, "value-" + i)).isEqualTo(Errors.NONE);
      assertThat(producer.joinGroup(version, "g")).isEqualTo(Errors.NONE);
      assertThat(producer.stage(version, "g", i)).isEqualTo(Errors.NONE);
      assertThat(producer.end(version, i % 2 == 0)).isEqualTo(Errors.NONE);
    }

    assertThat(producer.epoch()).isEqualTo(epoch);
    assertThat(committed(3)).containsExactly("value-0", "value-2", "value-4");
    assertThat(position("g")).contains(Position.at(4));
  }

  @Test
  void newEndsMoveTheEpochAndSequencesBeginAgain() throws Exception {
    short epoch = producer.epoch();
    for (int i = 0; i < 3; i++) {
      assertThat(producer.produce(NEW_PRODUCE, 0, 0, "value-" + i)).isEqualTo(Errors.NONE);
      assertThat(producer.stage(5, "g", i)).isEqualTo(Errors.NONE);
      assertThat(producer.end(5, true)).isEqualTo(Errors.NONE);
    }

    assertThat(producer.epoch()).isEqualTo((short) (epoch + 3));
    assertThat(committed(3)).containsExactly("value-0", "value-1", "value-2");
    assertThat(position("g")).contains(Position.at(2));
  }

  @Test
  void lateBatchAndPositionOfAnOldTransactionOpenNone() throws Exception {
    producer.join(3, 0);
    producer.produce(OLD_PRODUCE, 0, 0, "gone");
    producer.joinGroup(3, "g");
    assertThat(producer.end(3, false)).isEqualTo(Errors.NONE);

    assertThat(producer.produce(OLD_PRODUCE, 0, 1, "late")).isEqualTo(Errors.INVALID_TXN_STATE);
    assertThat(producer.produce(NEW_PRODUCE, 0, 1, "late")).isEqualTo(Errors.INVALID_TXN_STATE);
    assertThat(producer.stage(3, "g", 7)).isEqualTo(Errors.INVALID_TXN_STATE);
    assertThat(committed(0)).isEmpty();
  }

  @Test
  void repeatedEndIsAnsweredAlike() throws Exception {
    producer.join(3, 0);
    producer.produce(OLD_PRODUCE, 0, 0, "kept");

    assertThat(producer.end(3, true)).isEqualTo(Errors.NONE);
    assertThat(producer.end(3, true)).isEqualTo(Errors.NONE);
    assertThat(producer.end(3, false)).isEqualTo(Errors.INVALID_TXN_STATE);
    short epoch = producer.epoch();
    producer.init(3, MINUTE);
    producer.produce(NEW_PRODUCE, 0, 0, "too");
    short before = producer.epoch();
    assertThat(producer.end(5, true)).isEqualTo(Errors.NONE);
    short after = producer.epoch();
    producer.epoch(before);
    assertThat(producer.end(5, true)).isEqualTo(Errors.NONE);
    assertThat(producer.epoch()).isEqualTo(after).isGreaterThan(epoch);
  }

  @Test
  void fencedProducersHearItInTheWordsOfTheirVersion() throws Exception {
    try (RawProducer zombie = new RawProducer(served.server().address(), "tx", "orders")) {
      zombie.init(1, MINUTE);
      producer.init(1, MINUTE);

      assertThat(zombie.join(1, 0)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
      assertThat(zombie.join(2, 0)).isEqualTo(Errors.PRODUCER_FENCED);
      assertThat(zombie.joinGroup(1, "g")).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
      assertThat(zombie.joinGroup(2, "g")).isEqualTo(Errors.PRODUCER_FENCED);
      assertThat(zombie.stage(5, "g", 1)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
      assertThat(zombie.end(1, true)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
      assertThat(zombie.end(5, true)).isEqualTo(Errors.PRODUCER_FENCED);
      assertThat(zombie.produce(OLD_PRODUCE, 0, 0, "late"))
          .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
      assertThat(zombie.produce(NEW_PRODUCE, 0, 0, "late"))
          .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
      assertThat(zombie.init(3, MINUTE)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
      assertThat(zombie.init(4, MINUTE)).isEqualTo(Errors.PRODUCER_FENCED);
    }
  }

  @Test
  void sessionContinuesUnderTheNextEpochThoughTheAnswerWasLost() throws Exception {
    producer.produce(NEW_PRODUCE, 0, 0, "gone");
    short first = producer.epoch();

    assertThat(producer.init(5, MINUTE)).isEqualTo(Errors.NONE);
    short second = producer.epoch();
    producer.epoch(first);
    assertThat(producer.init(5, MINUTE)).isEqualTo(Errors.NONE);

    assertThat(second).isGreaterThan(first);
    assertThat(producer.epoch()).isGreaterThan(second);
    assertThat(producer.produce(NEW_PRODUCE, 0, 0, "kept")).isEqualTo(Errors.NONE);
    assertThat(producer.end(5, true)).isEqualTo(Errors.NONE);
    assertThat(committed(1)).containsExactly("kept");
  }

  @Test
  void foreignTransactionalIdIsTold() throws Exception {
    try (RawProducer other = new RawProducer(served.server().address(), "other", "orders")) {
      assertThat(other.end(5, true)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
      assertThat(other.join(3, 0)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
      assertThat(other.joinGroup(4, "g")).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
      assertThat(other.stage(5, "g", 1)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
    }
  }

  @Test
  void unknownPartitionKeepsTheOthersOut() throws Exception {
    AddPartitionsToTxnRequestData request =
        new AddPartitionsToTxnRequestData()
            .setV3AndBelowTransactionalId("tx")
            .setV3AndBelowProducerId(producer.producerId())
            .setV3AndBelowProducerEpoch(producer.epoch());
    request
        .v3AndBelowTopics()
        .add(new AddPartitionsToTxnTopic().setName("orders").setPartitions(List.of(0, 2)));
    AddPartitionsToTxnResponseData answer =
        producer.ask(3, request, AddPartitionsToTxnResponseData.class);

    var results = answer.resultsByTopicV3AndBelow().find("orders").resultsByPartition();
    assertThat(results.find(0).partitionErrorCode())
        .isEqualTo(Errors.OPERATION_NOT_ATTEMPTED.code());
    assertThat(results.find(2).partitionErrorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(producer.produce(OLD_PRODUCE, 0, 0, "x")).isEqualTo(Errors.INVALID_TXN_STATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void brokersMayAskWhetherAPartitionHasJoined(int version) throws Exception {
    assertThat(verify(version)).isEqualTo(Errors.TRANSACTION_ABORTABLE);

    producer.join(3, 0);

    assertThat(verify(version)).isEqualTo(Errors.NONE);
    producer.init(1, MINUTE);
    producer.epoch((short) (producer.epoch() - 1));
    assertThat(verify(version)).isEqualTo(Errors.PRODUCER_FENCED);
  }

  private Errors verify(int version) throws IOException {
    AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
    topics.add(new AddPartitionsToTxnTopic().setName("orders").setPartitions(List.of(0)));
    AddPartitionsToTxnRequestData request = new AddPartitionsToTxnRequestData();
    request
        .transactions()
        .add(
            new AddPartitionsToTxnTransaction()
                .setTransactionalId("tx")
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setVerifyOnly(true)
                .setTopics(topics));
    return Errors.forCode(
        producer
            .ask(version, request, AddPartitionsToTxnResponseData.class)
            .resultsByTransaction()
            .find("tx")
            .topicResults()
            .find("orders")
            .resultsByPartition()
            .find(0)
            .partitionErrorCode());
  }

  @Test
  void oldProducerSurvivesARestartByAnAbort() throws Exception {
    producer.join(3, 0);
    producer.produce(OLD_PRODUCE, 0, 0, "kept");
    producer.end(3, true);
    producer.join(3, 0);
    producer.produce(OLD_PRODUCE, 0, 1, "gone");
    restart();

    assertThat(producer.produce(OLD_PRODUCE, 0, 2, "torn")).isEqualTo(Errors.INVALID_TXN_STATE);
    assertThat(producer.join(3, 0)).isEqualTo(Errors.UNKNOWN_PRODUCER_ID);
    assertThat(producer.joinGroup(3, "g")).isEqualTo(Errors.UNKNOWN_PRODUCER_ID);
    assertThat(producer.joinGroup(4, "g")).isEqualTo(Errors.TRANSACTION_ABORTABLE);
    assertThat(producer.stage(3, "g", 1)).isEqualTo(Errors.ILLEGAL_GENERATION);
    assertThat(producer.end(3, true)).isEqualTo(Errors.UNKNOWN_PRODUCER_ID);
    assertThat(producer.end(4, true)).isEqualTo(Errors.TRANSACTION_ABORTABLE);
    assertThat(producer.end(3, false)).isEqualTo(Errors.NONE);
    assertThat(producer.join(3, 0)).isEqualTo(Errors.NONE);
    assertThat(producer.produce(OLD_PRODUCE, 0, 2, "again")).isEqualTo(Errors.NONE);
    assertThat(producer.end(3, true)).isEqualTo(Errors.NONE);
    assertThat(committed(2)).containsExactly("kept", "again");
  }

  @Test
  void newProducerSurvivesARestartByAnAbort() throws Exception {
    producer.produce(NEW_PRODUCE, 0, 0, "gone");
    restart();

    assertThat(producer.produce(NEW_PRODUCE, 1, 0, "torn"))
        .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    assertThat(producer.stage(5, "g", 1)).isEqualTo(Errors.ILLEGAL_GENERATION);
    assertThat(producer.end(5, true)).isEqualTo(Errors.TRANSACTION_ABORTABLE);
    assertThat(producer.end(5, false)).isEqualTo(Errors.NONE);
    assertThat(producer.produce(NEW_PRODUCE, 0, 0, "again")).isEqualTo(Errors.NONE);
    assertThat(producer.end(5, true)).isEqualTo(Errors.NONE);
    assertThat(committed(1)).containsExactly("again");
  }

  @Test
  void transactionPastItsTimeoutIsAbortedAndItsProducerFenced() throws Exception {
    producer.init(1, 50);
    producer.produce(NEW_PRODUCE, 0, 0, "gone");
    Broker broker = served.broker();
    while (broker.transactions(List.of("tx")).get().get("tx").startedMillis().isPresent()) {
      Thread.onSpinWait();
    }

    assertThat(producer.end(5, true)).isEqualTo(Errors.PRODUCER_FENCED);
    assertThat(producer.produce(NEW_PRODUCE, 0, 1, "late"))
        .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    assertThat(committed(0)).isEmpty();
  }

  @Test
  void timeoutsOutOfRangeAreRefused() throws Exception {
    assertThat(producer.init(1, 0)).isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT);
    assertThat(producer.init(1, -1)).isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT);
    assertThat(producer.init(1, Integer.MAX_VALUE)).isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT);
  }

  private void restart() throws Exception {
    int port = served.server().address().getPort();
    served.close();
    served = ServedBroker.on(directory, port);
    producer.reconnect(served.server().address());
  }

  private Optional<Position> position(String group) throws Exception {
    return served
        .broker()
        .fetchPositions(group)
        .get()
        .get(new TopicPartition("orders", 0))
        .committed();
  }

  /** Everything a reader of committed messages sees, which a message at the end ends. */
  private List<String> committed(int count) throws Exception {
    List<String> read = new ArrayList<>();
    try (RawProducer last = new RawProducer(served.server().address(), "last", "orders");
        KafkaConsumer<String, String> consumer =
            served.consumer(Map.of("isolation.level", "read_committed"))) {
      last.init(1, MINUTE);
      last.produce(NEW_PRODUCE, 0, 0, "end");
      last.end(5, true);
      org.apache.kafka.common.TopicPartition orders =
          new org.apache.kafka.common.TopicPartition("orders", 0);
      consumer.assign(List.of(orders));
      consumer.seek(orders, 0);
      while (!read.contains("end")) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> read.add(record.value()));
      }
    }
    read.remove("end");
    assertThat(read).hasSize(count);
    return read;
  }
}
