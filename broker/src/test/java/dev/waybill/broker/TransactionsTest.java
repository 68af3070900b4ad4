package dev.waybill.broker;

import static dev.waybill.broker.Batches.transactional;
import static dev.waybill.broker.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.producer.ProducerDescription;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.broker.transaction.TransactionDescription;
import dev.waybill.broker.transaction.TransactionDescription.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What producers on the other side of a wire need: old protocols, restarts, operators. */
@Timeout(30)
class TransactionsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition OTHER = new TopicPartition("orders", 1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path directory;
  private Broker broker;
  private ProducerIdentity producer;

  @BeforeEach
  void open() throws Exception {
    broker = Broker.open(directory.resolve("data"), BrokerSettings.defaults(7));
    await(broker.createTopic("orders", TopicSettings.ofPartitions(2)));
    producer = await(broker.initProducer("tx", MINUTE));
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void keptEpochCarriesOneTransactionAfterTheOther() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS, OTHER)));
    await(publish(ORDERS, 0, "a"));
    assertThat(await(end(true, Epochs.KEPT))).isEqualTo(producer);

    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 1, "gone"));
    assertThat(await(end(false, Epochs.KEPT))).isEqualTo(producer);

    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 2, "b"));
    assertThat(await(end(true, Epochs.KEPT))).isEqualTo(producer);

    assertCommitted(ORDERS, "a", "b");
    reopen();
    assertCommitted(ORDERS, "a", "b");
  }

  @Test
  void lateBatchOfAnEndedTransactionOpensNone() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 0, "gone"));
    await(end(false, Epochs.KEPT));

    assertRefused(publish(ORDERS, 1, "late"), ErrorCode.INVALID_TXN_STATE);

    assertThat(described().state()).isEqualTo(State.ABORTED);
    assertThat(described().startedMillis()).isEmpty();
  }

  @Test
  void partitionThatDidNotJoinIsRefused() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));

    assertRefused(publish(OTHER, 0, "a"), ErrorCode.INVALID_TXN_STATE);
  }

  @Test
  void fencedProducerHearsThatItIsFencedWhateverItsTransactionsState() throws Exception {
    ProducerIdentity zombie = producer;
    producer = await(broker.initProducer("tx", MINUTE));

    assertRefused(
        broker.append(ORDERS, transactional(zombie, 0, "a"), Acks.SYNCED, Joining.BEFORE),
        ErrorCode.INVALID_PRODUCER_EPOCH);
    assertRefused(
        broker.endTransaction("tx", zombie, true, Epochs.KEPT), ErrorCode.INVALID_PRODUCER_EPOCH);
    reopen();
    assertRefused(
        broker.endTransaction("tx", zombie, false, Epochs.BUMPED),
        ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  @Test
  void joiningIsAllOrNothing() throws Exception {
    assertRefused(
        broker.joinTransaction("tx", producer, List.of(ORDERS, new TopicPartition("none", 0))),
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);

    assertThat(described().state()).isEqualTo(State.EMPTY);
    assertRefused(publish(ORDERS, 0, "a"), ErrorCode.INVALID_TXN_STATE);
  }

  @Test
  void joiningUnderAForeignIdIsRefused() throws Exception {
    ProducerIdentity other = await(broker.initProducer("other", MINUTE));

    assertRefused(
        broker.joinTransaction("tx", other, List.of(ORDERS)),
        ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    assertRefused(
        broker.joinTransaction("unknown", producer, List.of(ORDERS)),
        ErrorCode.INVALID_PRODUCER_ID_MAPPING);
  }

  @Test
  void positionsNeedTheirGroupToJoinWhereBatchesNeedTheirPartitionTo() throws Exception {
    Map<TopicPartition, Position> positions = Map.of(ORDERS, Position.at(42));
    assertRefused(
        broker.stagePositions("tx", producer, "g", Committer.OUTSIDE, positions, Joining.BEFORE),
        ErrorCode.INVALID_TXN_STATE);

    await(broker.joinTransaction("tx", producer, "g"));
    await(broker.stagePositions("tx", producer, "g", Committer.OUTSIDE, positions, Joining.BEFORE));
    await(end(true, Epochs.KEPT));

    assertThat(await(broker.fetchPositions("g")).get(ORDERS).committed()).contains(Position.at(42));
  }

  @Test
  void endUnderAKeptEpochIsAnsweredAgainUntilTheNextTransactionIsOpen() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 0, "a"));
    await(end(true, Epochs.KEPT));

    assertThat(await(end(true, Epochs.KEPT))).isEqualTo(producer);
    assertRefused(end(false, Epochs.KEPT), ErrorCode.INVALID_TXN_STATE);
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 1, "gone"));
    await(end(false, Epochs.KEPT));

    assertCommitted(ORDERS, "a");
  }

  @Test
  void endWithoutATransactionIsRefusedWhereTheEpochIsKept() {
    assertRefused(end(true, Epochs.KEPT), ErrorCode.INVALID_TXN_STATE);
    assertRefused(end(false, Epochs.KEPT), ErrorCode.INVALID_TXN_STATE);
  }

  @Test
  void abortWithoutATransactionMovesTheEpoch() throws Exception {
    ProducerIdentity next = await(end(false, Epochs.BUMPED));

    assertThat(next.epoch()).isGreaterThan(producer.epoch());
  }

  @Test
  void sequenceOfAnAbortedTransactionIsNoRepeatInTheNext() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 0, "stored though its producer gave it up"));
    await(end(false, Epochs.KEPT));
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));

    assertRefused(publish(ORDERS, 0, "another"), ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void repeatWithinATransactionIsAnsweredAlike() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 0, "a"));
    await(end(true, Epochs.KEPT));
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    Appended first = await(publish(ORDERS, 1, "b"));

    Appended again = await(publish(ORDERS, 1, "b"));

    assertThat(again.duplicate()).isTrue();
    assertThat(again.baseOffset()).isEqualTo(first.baseOffset());
  }

  @Test
  void sessionContinuesUnderItsNextEpoch() throws Exception {
    await(publishImplicitly(ORDERS, 0, "gone"));

    ProducerIdentity next = await(broker.initProducer("tx", MINUTE, Optional.of(producer)));

    assertThat(next.producerId()).isEqualTo(producer.producerId());
    assertThat(next.epoch()).isGreaterThan(producer.epoch());
    assertRefused(publishImplicitly(ORDERS, 1, "late"), ErrorCode.INVALID_PRODUCER_EPOCH);
    ProducerIdentity again = await(broker.initProducer("tx", MINUTE, Optional.of(producer)));
    assertThat(again.epoch()).as("the first answer was lost").isGreaterThan(next.epoch());
    assertRefused(
        broker.initProducer("tx", MINUTE, Optional.of(next)), ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  @Test
  void sessionThatWasReplacedDoesNotContinue() throws Exception {
    ProducerIdentity heir = await(broker.initProducer("tx", MINUTE));

    assertRefused(
        broker.initProducer("tx", MINUTE, Optional.of(producer)), ErrorCode.INVALID_PRODUCER_EPOCH);

    producer = heir;
    await(publishImplicitly(ORDERS, 0, "kept"));
    await(end(true, Epochs.BUMPED));
    assertCommitted(ORDERS, "kept");
  }

  @Test
  void unknownIdContinuesAsANewSession() throws Exception {
    assertThat(await(broker.initProducer("new", MINUTE, Optional.of(producer))).producerId())
        .isNotEqualTo(producer.producerId());
  }

  @Test
  void sessionGoesOnAfterARestartOnceItHasAborted() throws Exception {
    await(publishImplicitly(ORDERS, 0, "gone"));
    reopen();

    assertRefused(publishImplicitly(OTHER, 0, "torn"), ErrorCode.TRANSACTION_ABORTABLE);
    assertRefused(end(true, Epochs.BUMPED), ErrorCode.TRANSACTION_ABORTABLE);
    assertRefused(
        broker.stagePositions(producer, "g", Committer.OUTSIDE, Map.of(ORDERS, Position.at(1))),
        ErrorCode.TRANSACTION_ABORTABLE);
    producer = await(end(false, Epochs.BUMPED));
    await(publishImplicitly(ORDERS, 0, "kept"));
    await(end(true, Epochs.BUMPED));

    assertCommitted(ORDERS, "kept");
    assertCommitted(OTHER);
  }

  @Test
  void positionsThatAreStagedFirstAfterARestartAreRefusedOnce() throws Exception {
    await(publishImplicitly(ORDERS, 0, "gone"));
    reopen();
    producer = await(end(false, Epochs.BUMPED));
    await(publishImplicitly(ORDERS, 0, "also gone"));

    // Its client may have kept those that it could not send before.
    assertRefused(stage(1), ErrorCode.TRANSACTION_ABORTABLE);
    producer = await(end(false, Epochs.BUMPED));
    await(publishImplicitly(ORDERS, 0, "kept"));
    await(stage(2));
    await(end(true, Epochs.BUMPED));

    assertCommitted(ORDERS, "kept");
    assertThat(await(broker.fetchPositions("g")).get(ORDERS).committed()).contains(Position.at(2));
  }

  @Test
  void aSessionThatGoesOnUnderANewEpochAfterARestartStagesOnceInVainToo() throws Exception {
    await(publishImplicitly(ORDERS, 0, "gone"));
    reopen();
    producer = await(broker.initProducer("tx", MINUTE, Optional.of(producer)));

    assertRefused(stage(1), ErrorCode.TRANSACTION_ABORTABLE);
    await(stage(2));
  }

  @Test
  void aNewSessionAfterARestartStagesAtOnce() throws Exception {
    await(publishImplicitly(ORDERS, 0, "gone"));
    reopen();
    producer = await(broker.initProducer("tx", MINUTE));

    await(stage(1));
  }

  private CompletableFuture<Void> stage(long offset) {
    return broker.stagePositions(
        producer, "g", Committer.OUTSIDE, Map.of(ORDERS, Position.at(offset)));
  }

  @Test
  void sessionThatKeepsItsEpochGoesOnAfterARestartToo() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 0, "a"));
    await(end(true, Epochs.KEPT));
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 1, "gone"));
    reopen();

    assertRefused(publish(ORDERS, 2, "torn"), ErrorCode.TRANSACTION_ABORTABLE);
    assertRefused(end(true, Epochs.KEPT), ErrorCode.TRANSACTION_ABORTABLE);
    assertThat(await(end(false, Epochs.KEPT))).isEqualTo(producer);
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 2, "b"));
    await(end(true, Epochs.KEPT));

    assertCommitted(ORDERS, "a", "b");
  }

  @Test
  void commitIsAnsweredAgainAfterARestart() throws Exception {
    await(publishImplicitly(ORDERS, 0, "a"));
    ProducerIdentity next = await(end(true, Epochs.BUMPED));
    reopen();

    assertThat(await(end(true, Epochs.BUMPED))).isEqualTo(next);
    assertRefused(end(false, Epochs.BUMPED), ErrorCode.INVALID_TXN_STATE);
    assertCommitted(ORDERS, "a");
  }

  @Test
  void commitUnderAKeptEpochIsAnsweredAgainAfterARestartUntilTheNextIsBegun() throws Exception {
    await(broker.joinTransaction("tx", producer, List.of(ORDERS)));
    await(publish(ORDERS, 0, "a"));
    await(end(true, Epochs.KEPT));
    reopen();
    assertThat(await(end(true, Epochs.KEPT))).isEqualTo(producer);
    assertRefused(end(false, Epochs.KEPT), ErrorCode.INVALID_TXN_STATE);

    assertRefused(
        broker.joinTransaction("tx", producer, List.of(ORDERS)), ErrorCode.TRANSACTION_ABORTABLE);

    assertRefused(end(true, Epochs.KEPT), ErrorCode.TRANSACTION_ABORTABLE);
    assertThat(await(end(false, Epochs.KEPT))).isEqualTo(producer);
    assertCommitted(ORDERS, "a");
  }

  @Test
  void transactionsAreDescribed() throws Exception {
    long before = System.currentTimeMillis();
    await(publishImplicitly(ORDERS, 0, "a"));

    TransactionDescription open = described();
    assertThat(open.state()).isEqualTo(State.ONGOING);
    assertThat(open.identity()).isEqualTo(producer);
    assertThat(open.timeout()).isEqualTo(MINUTE);
    assertThat(open.startedMillis().orElseThrow()).isBetween(before, System.currentTimeMillis());
    assertThat(open.partitions()).containsExactly(ORDERS);
    ProducerIdentity next = await(end(true, Epochs.BUMPED));
    TransactionDescription committed = described();
    assertThat(committed.state()).isEqualTo(State.COMMITTED);
    assertThat(committed.identity()).isEqualTo(next);
    assertThat(await(broker.transactions())).containsExactly(committed);
    assertThat(await(broker.transactions(List.of("unknown")))).isEmpty();
  }

  @Test
  void producersOfAPartitionAreDescribed() throws Exception {
    await(publishImplicitly(ORDERS, 0, "a", "b"));

    ProducerDescription open = await(broker.producers(ORDERS)).get(0);
    assertThat(open.identity()).isEqualTo(producer);
    assertThat(open.lastSequence()).isEqualTo(OptionalInt.of(1));
    assertThat(open.transactionStart()).isEqualTo(OptionalLong.of(0));
    ProducerIdentity next = await(end(false, Epochs.BUMPED));
    ProducerDescription ended = await(broker.producers(ORDERS)).get(0);
    assertThat(ended.identity()).isEqualTo(next);
    assertThat(ended.lastSequence()).isEmpty();
    assertThat(ended.transactionStart()).isEmpty();
    assertThat(await(broker.producers(OTHER))).isEmpty();
  }

  @Test
  void operatorAbortsAWholeTransactionByOneOfItsPartitions() throws Exception {
    await(publishImplicitly(ORDERS, 0, "gone"));
    await(publishImplicitly(OTHER, 0, "gone"));

    await(broker.abortTransaction(ORDERS, producer));

    assertRefused(end(true, Epochs.BUMPED), ErrorCode.INVALID_PRODUCER_EPOCH);
    assertThat(await(broker.producers(OTHER)).get(0).transactionStart()).isEmpty();
    assertThat(described().state()).isEqualTo(State.EMPTY);
    await(broker.abortTransaction(OTHER, described().identity()));
    assertRefused(broker.abortTransaction(OTHER, producer), ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  private CompletableFuture<Appended> publish(TopicPartition to, int sequence, String... values) {
    return broker.append(
        to, transactional(producer, sequence, values), Acks.SYNCED, Joining.BEFORE);
  }

  private CompletableFuture<Appended> publishImplicitly(
      TopicPartition to, int sequence, String... values) {
    return broker.append(to, transactional(producer, sequence, values), Acks.SYNCED);
  }

  private CompletableFuture<ProducerIdentity> end(boolean commit, Epochs epochs) {
    return broker.endTransaction("tx", producer, commit, epochs);
  }

  private TransactionDescription described() throws Exception {
    return await(broker.transactions(List.of("tx"))).get("tx");
  }

  /** Waits until nothing is open in the partition, as readers see it. */
  private void assertCommitted(TopicPartition partition, String... expected) throws Exception {
    PartitionView view = broker.view(partition).orElseThrow();
    long end = await(broker.append(partition, Batches.plain("end"), Acks.SYNCED)).baseOffset();
    CompletableFuture<Void> stable = new CompletableFuture<>();
    view.onAdvance(end, Isolation.READ_COMMITTED, () -> stable.complete(null));
    await(stable);
    assertThat(values(view, Isolation.READ_COMMITTED))
        .filteredOn(value -> !value.equals("end"))
        .containsExactly(expected);
  }

  private void reopen() {
    broker.close();
    broker = Broker.open(directory.resolve("data"), BrokerSettings.defaults(7));
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
