package dev.waybill.server.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition INPUT = new TopicPartition("input", 0);

  @TempDir Path directory;

  @Test
  void committedIsReadAndAbortedIsNot() throws Exception {
    try (ServedBroker served = served();
        KafkaProducer<String, String> producer = producer(served)) {
      producer.initTransactions();
      transaction(producer, "first", true);
      transaction(producer, "dropped", false);
      transaction(producer, "second", true);

      assertThat(committed(served, 2)).containsExactly("first", "second");
    }
  }

  @Test
  void thousandTransactionsOneAfterTheOtherNeedNoPause() throws Exception {
    try (ServedBroker served = served();
        KafkaProducer<String, String> producer = producer(served)) {
      producer.initTransactions();
      for (int i = 0; i < 1_000; i++) {
        transaction(producer, "value-" + i, true);
      }

      assertThat(committed(served, 1_000)).hasSize(1_000).endsWith("value-999");
    }
  }

  @Test
  void outputsAndPositionsAreOneTransaction() throws Exception {
    try (ServedBroker served = served();
        KafkaProducer<String, String> producer = producer(served);
        KafkaConsumer<String, String> consumer = served.consumer(Map.of("group.id", "g"));
        Admin admin = served.admin()) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("orders", "out"));
      producer.sendOffsetsToTransaction(
          Map.of(INPUT, new OffsetAndMetadata(7)), consumer.groupMetadata());
      producer.flush();
      assertThat(admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata().get())
          .isEmpty();

      producer.commitTransaction();

      assertThat(
              admin
                  .listConsumerGroupOffsets("g")
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(INPUT)
                  .offset())
          .isEqualTo(7);
      assertThat(committed(served, 1)).containsExactly("out");
    }
  }

  @Test
  void olderProducerOfTheSameIdIsFencedAndItsTransactionAborted() throws Exception {
    try (ServedBroker served = served();
        KafkaProducer<String, String> zombie = producer(served);
        KafkaProducer<String, String> heir = producer(served)) {
      zombie.initTransactions();
      zombie.beginTransaction();
      zombie.send(new ProducerRecord<>("orders", "zombie")).get();

      heir.initTransactions();
      transaction(heir, "heir", true);

      assertThatThrownBy(zombie::commitTransaction).isInstanceOf(ProducerFencedException.class);
      assertThat(committed(served, 1)).containsExactly("heir");
    }
  }

  @Test
  void producerThatSurvivesARestartAbortsAndGoesOn() throws Exception {
    int port;
    try (ServedBroker served = served()) {
      port = served.server().address().getPort();
      KafkaProducer<String, String> producer = producer(served);
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("orders", "before")).get();
      served.close();

      try (ServedBroker again = ServedBroker.on(directory, port);
          producer) {
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(RuntimeException.class);
        producer.abortTransaction();
        transaction(producer, "after", true);

        assertThat(committed(again, 1)).containsExactly("after");
      }
    }
  }

  @Test
  void oldProducersKeepTheirEpochAndALateBatchOpensNothing() throws Exception {
    try (ServedBroker served = served();
        RawClient client = new RawClient(served.server().address())) {
      InitProducerIdResponseData session =
          client.ask(
              (short) 1,
              new InitProducerIdRequestData()
                  .setTransactionalId("old")
                  .setTransactionTimeoutMs(60_000),
              InitProducerIdResponseData.class);
      for (int i = 0; i < 3; i++) {
        assertThat(addPartition(client, session)).isEqualTo(Errors.NONE);
        assertThat(produce(client, session, i)).isEqualTo(Errors.NONE);
        assertThat(end(client, session, true)).isEqualTo(Errors.NONE);
      }

      assertThat(produce(client, session, 3)).isEqualTo(Errors.INVALID_TXN_STATE);
      assertThat(committed(served, 3)).containsExactly("old-0", "old-1", "old-2");
    }
  }

  private static Errors addPartition(RawClient client, InitProducerIdResponseData session)
      throws Exception {
    AddPartitionsToTxnRequestData request =
        new AddPartitionsToTxnRequestData()
            .setV3AndBelowTransactionalId("old")
            .setV3AndBelowProducerId(session.producerId())
            .setV3AndBelowProducerEpoch(session.producerEpoch());
    request
        .v3AndBelowTopics()
        .add(new AddPartitionsToTxnTopic().setName("orders").setPartitions(List.of(0)));
    AddPartitionsToTxnResponseData answer =
        client.ask((short) 1, request, AddPartitionsToTxnResponseData.class);
    return Errors.forCode(
        answer
            .resultsByTopicV3AndBelow()
            .iterator()
            .next()
            .resultsByPartition()
            .iterator()
            .next()
            .partitionErrorCode());
  }

  private static Errors produce(RawClient client, InitProducerIdResponseData session, int sequence)
      throws Exception {
    ProduceRequestData request =
        new ProduceRequestData().setTransactionalId("old").setAcks((short) -1);
    request
        .topicData()
        .add(
            new TopicProduceData()
                .setName("orders")
                .setPartitionData(
                    List.of(
                        new PartitionProduceData()
                            .setIndex(0)
                            .setRecords(
                                MemoryRecords.withTransactionalRecords(
                                    Compression.NONE,
                                    session.producerId(),
                                    session.producerEpoch(),
                                    sequence,
                                    new SimpleRecord(("old-" + sequence).getBytes()))))));
    return Errors.forCode(
        client
            .ask((short) 7, request, ProduceResponseData.class)
            .responses()
            .iterator()
            .next()
            .partitionResponses()
            .get(0)
            .errorCode());
  }

  private static Errors end(RawClient client, InitProducerIdResponseData session, boolean commit)
      throws Exception {
    return Errors.forCode(
        client
            .ask(
                (short) 1,
                new EndTxnRequestData()
                    .setTransactionalId("old")
                    .setProducerId(session.producerId())
                    .setProducerEpoch(session.producerEpoch())
                    .setCommitted(commit),
                EndTxnResponseData.class)
            .errorCode());
  }

  private ServedBroker served() throws Exception {
    ServedBroker served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    served.broker().createTopic("input", TopicSettings.ofPartitions(1)).get();
    return served;
  }

  private static KafkaProducer<String, String> producer(ServedBroker served) {
    return served.producer(Map.of("transactional.id", "tx"));
  }

  private static void transaction(
      KafkaProducer<String, String> producer, String value, boolean commit) {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>("orders", value));
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.flush();
      producer.abortTransaction();
    }
  }

  private static List<String> committed(ServedBroker served, int count) {
    List<String> read = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        served.consumer(Map.of("isolation.level", "read_committed"))) {
      consumer.assign(List.of(ORDERS));
      consumer.seek(ORDERS, 0);
      while (read.size() < count) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> read.add(record.value()));
      }
      consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
    }
    return read;
  }
}
