package dev.waybill.server.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees of transactions, and can do about them. */
@Timeout(60)
class TransactionAdminTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition OTHER = new TopicPartition("orders", 1);

  @TempDir Path directory;
  private ServedBroker served;
  private Admin admin;
  private KafkaProducer<String, String> producer;

  @BeforeEach
  void start() throws Exception {
    served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(2)).get();
    admin = served.admin();
    producer = served.producer(Map.of("transactional.id", "tx"));
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>("orders", 0, null, "a")).get();
    producer.send(new ProducerRecord<>("orders", 1, null, "b")).get();
  }

  @AfterEach
  void stop() {
    producer.close();
    admin.close();
    served.close();
  }

  @Test
  void openTransactionIsDescribedWithItsPartitions() throws Exception {
    TransactionDescription open = described();

    assertThat(open.state()).isEqualTo(TransactionState.ONGOING);
    assertThat(open.topicPartitions()).containsExactlyInAnyOrder(ORDERS, OTHER);
    assertThat(open.transactionStartTimeMs().orElseThrow())
        .isLessThanOrEqualTo(System.currentTimeMillis());
    assertThat(open.transactionTimeoutMs()).isEqualTo(60_000);
    producer.commitTransaction();
    TransactionDescription committed = described();
    assertThat(committed.state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
    assertThat(committed.topicPartitions()).isEmpty();
    assertThat(committed.transactionStartTimeMs()).isEmpty();
    assertThat(committed.producerEpoch()).isGreaterThan(open.producerEpoch());
  }

  @Test
  void unknownIdIsToldApart() {
    assertThatThrownBy(() -> admin.describeTransactions(List.of("none")).all().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TransactionalIdNotFoundException.class);
  }

  @Test
  void transactionsAreListedByStateProducerDurationAndPattern() throws Exception {
    try (KafkaProducer<String, String> idle = served.producer(Map.of("transactional.id", "idle"))) {
      idle.initTransactions();
      long producerId = described().producerId();

      assertThat(listed(new ListTransactionsOptions())).containsExactlyInAnyOrder("tx", "idle");
      assertThat(
              listed(new ListTransactionsOptions().filterStates(List.of(TransactionState.EMPTY))))
          .containsExactly("idle");
      assertThat(listed(new ListTransactionsOptions().filterProducerIds(List.of(producerId))))
          .containsExactly("tx");
      assertThat(listed(new ListTransactionsOptions().filterOnDuration(600_000))).isEmpty();
      assertThat(listed(new ListTransactionsOptions().filterOnTransactionalIdPattern("t.*")))
          .containsExactly("tx");
      assertThatThrownBy(
              () -> listed(new ListTransactionsOptions().filterOnTransactionalIdPattern("(")))
          .cause()
          .isInstanceOf(InvalidRegularExpression.class);
    }
  }

  @Test
  void producersOfAPartitionAreShownWithWhatTheyHaveOpen() throws Exception {
    ProducerState open = producers(ORDERS).get(0);

    assertThat(open.producerId()).isEqualTo(described().producerId());
    assertThat(open.lastSequence()).isZero();
    assertThat(open.currentTransactionStartOffset()).hasValue(0);
    producer.abortTransaction();
    assertThat(producers(ORDERS).get(0).currentTransactionStartOffset()).isEmpty();
  }

  @Test
  void abortByOnePartitionAbortsTheWholeTransactionAndFencesItsProducer() throws Exception {
    ProducerState open = producers(ORDERS).get(0);

    admin
        .abortTransaction(
            new AbortTransactionSpec(
                ORDERS,
                open.producerId(),
                (short) open.producerEpoch(),
                open.coordinatorEpoch().orElseThrow()))
        .all()
        .get();

    assertThat(producers(OTHER).get(0).currentTransactionStartOffset()).isEmpty();
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);
  }

  @Test
  void operatorFencesAProducer() throws Exception {
    admin.fenceProducers(List.of("tx")).all().get();

    assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);
    assertThat(producers(ORDERS).get(0).currentTransactionStartOffset()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nobodyCommitsInAProducersPlace(int version) throws Exception {
    ProducerState open = producers(ORDERS).get(0);
    try (RawProducer raw = new RawProducer(served.server().address(), "raw", "orders")) {
      WriteTxnMarkersResponseData answer =
          raw.ask(
              version,
              new WriteTxnMarkersRequestData()
                  .setMarkers(
                      List.of(
                          new WritableTxnMarker()
                              .setProducerId(open.producerId())
                              .setProducerEpoch((short) open.producerEpoch())
                              .setTransactionResult(true)
                              .setTopics(
                                  List.of(
                                      new WritableTxnMarkerTopic()
                                          .setName("orders")
                                          .setPartitionIndexes(List.of(0)))))),
              WriteTxnMarkersResponseData.class);

      assertThat(answer.markers().get(0).topics().get(0).partitions().get(0).errorCode())
          .isEqualTo(Errors.INVALID_TXN_STATE.code());
    }
    assertThat(described().state()).isEqualTo(TransactionState.ONGOING);
  }

  private TransactionDescription described() throws Exception {
    return admin.describeTransactions(List.of("tx")).all().get().get("tx");
  }

  private List<String> listed(ListTransactionsOptions options) throws Exception {
    Collection<TransactionListing> listings = admin.listTransactions(options).all().get();
    return listings.stream().map(TransactionListing::transactionalId).toList();
  }

  private List<ProducerState> producers(TopicPartition partition) throws Exception {
    return admin
        .describeProducers(List.of(partition))
        .partitionResult(partition)
        .get()
        .activeProducers();
  }
}
