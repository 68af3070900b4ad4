package dev.waybill.broker;

import static dev.waybill.broker.Batches.plain;
import static dev.waybill.broker.Batches.sequenced;
import static dev.waybill.broker.Batches.transactional;
import static dev.waybill.broker.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BrokerTest {
  private static final BrokerSettings SETTINGS = BrokerSettings.defaults(7);
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path directory;
  private Broker broker;

  @BeforeEach
  void open() {
    broker = Broker.open(directory.resolve("data"), SETTINGS);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void syncedAppendIsReadable() throws Exception {
    createOrders(1);

    Appended appended = await(broker.append(ORDERS, plain("a", "b"), Acks.SYNCED));

    assertThat(appended).isEqualTo(new Appended(0, 1, Acks.SYNCED, false));
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("a", "b");
  }

  @Test
  void messagesSurviveReopening() throws Exception {
    createOrders(2);
    await(broker.append(ORDERS, plain("a"), Acks.SYNCED));

    reopen();
    await(broker.append(ORDERS, plain("b"), Acks.SYNCED));

    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("a", "b");
    assertThat(broker.topic("orders").orElseThrow().settings().partitions()).isEqualTo(2);
  }

  @Test
  void topicIsFoundByItsIdUntilItIsDeleted() throws Exception {
    createOrders(1);
    UUID id = broker.topic("orders").orElseThrow().id();
    await(broker.addPartitions("orders", 2));

    assertThat(broker.topic(id)).isEqualTo(broker.topic("orders"));
    await(broker.deleteTopic("orders"));
    createOrders(1);
    assertThat(broker.topic(id)).isEmpty();
  }

  @Test
  void unawaitedAppendBecomesReadable() throws Exception {
    createOrders(1);
    CountDownLatch advanced = new CountDownLatch(1);
    view(ORDERS).onAdvance(0, Isolation.READ_COMMITTED, advanced::countDown);

    broker.append(ORDERS, plain("a"), Acks.NONE);

    assertThat(advanced.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("a");
  }

  @Test
  void repeatedBatchIsStoredOnceAlsoAfterReopening() throws Exception {
    createOrders(1);
    ProducerIdentity producer = await(broker.initProducer());
    for (int i = 0; i < 5; i++) {
      await(broker.append(ORDERS, sequenced(producer, i, "m" + i), Acks.SYNCED));
    }

    Appended live = await(broker.append(ORDERS, sequenced(producer, 1, "m1"), Acks.SYNCED));
    reopen();
    for (int i = 0; i < 5; i++) {
      Appended repeated =
          await(broker.append(ORDERS, sequenced(producer, i, "m" + i), Acks.SYNCED));
      assertThat(repeated).isEqualTo(new Appended(i, i, Acks.SYNCED, true));
    }

    assertThat(live).isEqualTo(new Appended(1, 1, Acks.SYNCED, true));
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED))
        .containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void gapInTheSequenceIsRefused() throws Exception {
    createOrders(1);
    ProducerIdentity producer = await(broker.initProducer());
    await(broker.append(ORDERS, sequenced(producer, 0, "a"), Acks.SYNCED));

    assertRefused(
        broker.append(ORDERS, sequenced(producer, 2, "c"), Acks.SYNCED),
        ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void committedTransactionBecomesVisibleWithItsPositions() throws Exception {
    createOrders(2);
    TopicPartition other = new TopicPartition("orders", 1);
    ProducerIdentity producer = await(broker.initProducer("tx", MINUTE));
    await(broker.append(ORDERS, transactional(producer, 0, "a"), Acks.SYNCED));
    await(broker.append(other, transactional(producer, 0, "b"), Acks.SYNCED));
    await(broker.stagePositions(producer, "g", Committer.OUTSIDE, Map.of(ORDERS, Position.at(42))));
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).isEmpty();

    CompletableFuture<Void> first = advanced(ORDERS);
    CompletableFuture<Void> second = advanced(other);
    ProducerIdentity next = await(broker.endTransaction(producer, true));
    await(first);
    await(second);

    assertThat(next.epoch()).isGreaterThan(producer.epoch());
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("a");
    assertThat(values(view(other), Isolation.READ_COMMITTED)).containsExactly("b");
    assertThat(await(broker.fetchPositions("g")).get(ORDERS).committed()).contains(Position.at(42));
  }

  @Test
  void abortedTransactionStaysInvisible() throws Exception {
    createOrders(1);
    ProducerIdentity producer = await(broker.initProducer("tx", MINUTE));
    await(broker.append(ORDERS, transactional(producer, 0, "gone"), Acks.SYNCED));

    ProducerIdentity next = await(broker.endTransaction(producer, false));
    await(broker.append(ORDERS, transactional(next, 0, "kept"), Acks.SYNCED));
    CompletableFuture<Void> advanced = advancedBeyond(ORDERS, 2);
    await(broker.endTransaction(next, true));
    await(advanced);

    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("kept");
    reopen();
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void repeatedEndIsAnsweredAlikeAndNeverEndsTheNextTransaction() throws Exception {
    createOrders(1);
    ProducerIdentity producer = await(broker.initProducer("tx", MINUTE));
    await(broker.append(ORDERS, transactional(producer, 0, "a"), Acks.SYNCED));
    ProducerIdentity next = await(broker.endTransaction(producer, true));
    await(broker.append(ORDERS, transactional(next, 0, "b"), Acks.SYNCED));

    assertThat(await(broker.endTransaction(producer, true))).isEqualTo(next);

    await(broker.append(ORDERS, transactional(next, 1, "c"), Acks.SYNCED));
    assertThat(await(broker.endTransaction(next, true)).epoch()).isGreaterThan(next.epoch());
    assertRefused(broker.endTransaction(producer, true), ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  @Test
  void newSessionFencesTheOlderAndAbortsItsTransaction() throws Exception {
    createOrders(1);
    ProducerIdentity zombie = await(broker.initProducer("tx", MINUTE));
    await(broker.append(ORDERS, transactional(zombie, 0, "gone"), Acks.SYNCED));

    ProducerIdentity heir = await(broker.initProducer("tx", MINUTE));

    assertRefused(
        broker.append(ORDERS, transactional(zombie, 1, "late"), Acks.SYNCED),
        ErrorCode.INVALID_PRODUCER_EPOCH);
    assertRefused(broker.endTransaction(zombie, true), ErrorCode.INVALID_PRODUCER_EPOCH);
    await(broker.append(ORDERS, transactional(heir, 0, "kept"), Acks.SYNCED));
    CompletableFuture<Void> advanced = advancedBeyond(ORDERS, 2);
    await(broker.endTransaction(heir, true));
    await(advanced);
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void transactionThatTakesTooLongIsAborted() throws Exception {
    createOrders(1);
    ProducerIdentity producer = await(broker.initProducer("tx", Duration.ofMillis(50)));
    CompletableFuture<Void> advanced = advanced(ORDERS);

    await(broker.append(ORDERS, transactional(producer, 0, "gone"), Acks.SYNCED));
    await(advanced);

    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).isEmpty();
    assertRefused(broker.endTransaction(producer, true), ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  @Test
  void openTransactionIsAbortedByReopening() throws Exception {
    createOrders(1);
    ProducerIdentity producer = await(broker.initProducer("tx", MINUTE));
    await(broker.append(ORDERS, transactional(producer, 0, "gone"), Acks.SYNCED));

    reopen();
    await(advanced(ORDERS));

    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).isEmpty();
    assertRefused(broker.endTransaction(producer, true), ErrorCode.TRANSACTION_ABORTABLE);
  }

  @Test
  void committedPositionsSurviveReopening() throws Exception {
    createOrders(1);
    await(
        broker.commitPositions("g", Committer.OUTSIDE, Map.of(ORDERS, new Position(3, 0, "note"))));

    reopen();

    assertThat(await(broker.fetchPositions("g")).get(ORDERS).committed())
        .contains(new Position(3, 0, "note"));
  }

  @Test
  void deletedTopicIsGoneAndItsNameIsFree() throws Exception {
    createOrders(1);
    await(broker.append(ORDERS, plain("old"), Acks.SYNCED));
    PartitionView old = view(ORDERS);

    await(broker.deleteTopic("orders"));
    assertThatThrownBy(() -> old.read(0, Isolation.READ_COMMITTED, 1024))
        .isInstanceOf(BrokerException.class);
    createOrders(1);
    await(broker.append(ORDERS, plain("new"), Acks.SYNCED));

    reopen();
    assertThat(values(view(ORDERS), Isolation.READ_COMMITTED)).containsExactly("new");
  }

  @Test
  void closedBrokerRefuses() {
    broker.close();

    assertRefused(
        broker.createTopic("orders", TopicSettings.ofPartitions(1)), ErrorCode.BROKER_CLOSED);
    assertThat(broker.isOpen()).isFalse();
  }

  @Test
  void directoryInUseIsRefusedByName() {
    assertThatThrownBy(() -> Broker.open(directory.resolve("data"), SETTINGS))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
  }

  private void createOrders(int partitions) throws Exception {
    await(broker.createTopic("orders", TopicSettings.ofPartitions(partitions)));
  }

  private void reopen() {
    broker.close();
    open();
  }

  private PartitionView view(TopicPartition partition) {
    return broker.view(partition).orElseThrow();
  }

  private CompletableFuture<Void> advanced(TopicPartition partition) {
    return advancedBeyond(partition, 0);
  }

  private CompletableFuture<Void> advancedBeyond(TopicPartition partition, long offset) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    view(partition).onAdvance(offset, Isolation.READ_COMMITTED, () -> future.complete(null));
    return future;
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static void assertRefused(CompletableFuture<?> future, ErrorCode code) {
    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
