package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What depends on the moment between a command, a write and a sync. */
class CoreTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final BrokerSettings settings =
      BrokerSettings.defaults(3).withRetentionInterval(Duration.ofSeconds(1));
  private Runnable betweenWriteAndSync = () -> {};
  private final SimulatedBroker broker =
      new SimulatedBroker(settings, () -> betweenWriteAndSync.run());

  @BeforeEach
  void open() throws Exception {
    broker.open();
    create(TopicSettings.ofPartitions(1).withSegmentBytes(1_024));
  }

  @Test
  void acknowledgementsWaitForWhatTheyPromise() {
    CompletableFuture<Appended> none = broker.append(ORDERS, Batches.plain("n"), Acks.NONE);
    CompletableFuture<Appended> written = broker.append(ORDERS, Batches.plain("w"), Acks.WRITTEN);
    CompletableFuture<Appended> synced = broker.append(ORDERS, Batches.plain("s"), Acks.SYNCED);
    boolean[] looked = new boolean[1];
    betweenWriteAndSync =
        () -> {
          broker.core().giveReplies();
          assertThat(written).isCompleted();
          assertThat(synced).isNotDone();
          assertThat(view().offsets().writtenEnd()).isEqualTo(3);
          assertThat(view().offsets().highWatermark()).isZero();
          looked[0] = true;
        };

    assertThat(none).isCompleted();
    assertThat(written).isNotDone();
    broker.settle();

    assertThat(looked[0]).isTrue();
    assertThat(synced).isCompleted();
    assertThat(view().offsets().highWatermark()).isEqualTo(3);
  }

  @Test
  void writtenReadersSeeWhatSyncedReadersDoNot() {
    view().onAdvance(0, Isolation.READ_WRITTEN, () -> {});
    broker.append(ORDERS, Batches.plain("early"), Acks.SYNCED);
    boolean[] looked = new boolean[1];
    betweenWriteAndSync =
        () -> {
          assertThat(Batches.values(view(), Isolation.READ_WRITTEN)).containsExactly("early");
          assertThat(Batches.values(view(), Isolation.READ_UNCOMMITTED)).isEmpty();
          looked[0] = true;
        };

    broker.settle();

    assertThat(looked[0]).isTrue();
  }

  @Test
  void transactionPastItsTimeoutNoLongerHoldsTheStableOffset() {
    ProducerIdentity producer = session();
    broker.append(ORDERS, Batches.transactional(producer, 0, "gone"), Acks.SYNCED);
    broker.append(ORDERS, Batches.plain("kept"), Acks.SYNCED);
    broker.settle();
    broker.advance(TIMEOUT.toMillis() - 1);
    broker.settle();
    assertThat(view().offsets().lastStable()).isZero();

    broker.advance(1);
    broker.settle();

    assertThat(view().offsets().lastStable()).isEqualTo(view().offsets().highWatermark());
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void markerLostWithThePowerIsWrittenAgain() throws Exception {
    ProducerIdentity producer = session();
    broker.append(ORDERS, Batches.transactional(producer, 0, "kept"), Acks.SYNCED);
    broker.settle();
    CompletableFuture<ProducerIdentity> end =
        broker.ask((core, future) -> core.endTransaction(producer, true, future));
    broker.hand();
    broker.runDisk();
    assertThat(end).isCompleted();
    assertThat(view().offsets().lastStable()).isZero();

    broker.losePower(new Random(1));
    broker.open();
    broker.settle();

    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void oldSegmentsAreDeletedButNeverPastAnOpenTransaction() throws Exception {
    broker.<TopicDescription>ask((core, future) -> core.alterTopic("orders", retained(), future));
    ProducerIdentity producer = session();
    fill(20);
    CompletableFuture<Appended> open =
        broker.append(ORDERS, Batches.transactional(producer, 0, "open"), Acks.SYNCED);
    fill(20);
    broker.settle();

    broker.advance(settings.retentionInterval().toMillis());
    broker.settle();

    long start = view().offsets().logStart();
    assertThat(start).isPositive().isLessThanOrEqualTo(open.join().baseOffset());
    broker.losePower(new Random(1));
    broker.open();
    assertThat(view().offsets().logStart()).isGreaterThanOrEqualTo(start);
    broker.settle();
    Batches.assertDense(view());
  }

  @Test
  void groupsOfRoundsShareOneSync() {
    int appends = 50;
    for (int i = 0; i < appends; i++) {
      broker.append(ORDERS, Batches.plain("m" + i), Acks.SYNCED);
    }

    broker.hand();
    broker.runDisk();

    assertThat(view().offsets().highWatermark()).isEqualTo(appends);
  }

  @Test
  void stalledDiskDelaysAcknowledgementsAndNotHeartbeats() {
    HeartbeatRequest join = HeartbeatRequest.join("g", "m", Set.of("orders"), TIMEOUT);
    CompletableFuture<HeartbeatReply> joined = heartbeat(join);
    assertThat(joined).as("the group has changed").isNotDone();
    broker.settle();
    HeartbeatRequest alive = join.next(joined.join().memberEpoch(), joined.join().assigned());
    CompletableFuture<Void> committed =
        broker.ask(
            (core, future) ->
                core.commitPositions(
                    "other", Committer.OUTSIDE, Map.of(ORDERS, Position.at(0)), future));
    broker.hand();
    CompletableFuture<Appended> appended = broker.append(ORDERS, Batches.plain("m"), Acks.SYNCED);

    assertThat(heartbeat(alive)).isCompleted();

    assertThat(committed).isNotDone();
    assertThat(appended).isNotDone();
    broker.settle();
    assertThat(committed).isCompleted();
    assertThat(appended).isCompleted();
  }

  @Test
  void nudgesEndWithTheMembershipTheyBelongTo() {
    HeartbeatRequest join = HeartbeatRequest.join("g", "m", Set.of("orders"), TIMEOUT);
    heartbeat(join);
    broker.settle();
    int[] nudges = new int[1];
    broker.core().onNudge("g", "m", () -> nudges[0]++);
    broker.advance(settings.groups().sessionTimeout().toMillis() + 1);
    broker.settle();
    assertThat(nudges[0]).as("told that it was expelled").isEqualTo(1);

    heartbeat(HeartbeatRequest.join("g", "another", Set.of("orders"), TIMEOUT));
    broker.settle();

    assertThat(nudges[0]).isEqualTo(1);
  }

  @Test
  void nudgeThatThrowsHarmsNobodyElse() {
    heartbeat(HeartbeatRequest.join("g", "a", Set.of("orders"), TIMEOUT));
    broker.settle();
    boolean[] nudged = new boolean[1];
    broker
        .core()
        .onNudge(
            "g",
            "a",
            () -> {
              nudged[0] = true;
              throw new IllegalStateException("thrown by a test");
            });

    CompletableFuture<HeartbeatReply> joined =
        heartbeat(HeartbeatRequest.join("g", "b", Set.of("orders"), TIMEOUT));
    broker.settle();

    assertThat(nudged[0]).isTrue();
    assertThat(joined).isCompleted();
  }

  @Test
  void wakeUpThatThrowsHarmsNobodyElse() {
    boolean[] woken = new boolean[1];
    view()
        .onAdvance(
            0,
            Isolation.READ_COMMITTED,
            () -> {
              woken[0] = true;
              throw new IllegalStateException("thrown by a test");
            });

    CompletableFuture<Appended> appended = broker.append(ORDERS, Batches.plain("m"), Acks.SYNCED);
    broker.settle();

    assertThat(woken[0]).isTrue();
    assertThat(appended).isCompleted();
    assertThat(view().offsets().highWatermark()).isEqualTo(1);
  }

  @Test
  void repeatedBatchIsAnsweredThoughNothingElseWaitsForTheDisk() {
    CompletableFuture<ProducerIdentity> producer = broker.ask(Core::initProducer);
    broker.settle();
    broker.append(ORDERS, Batches.sequenced(producer.join(), 0, "m"), Acks.SYNCED);
    broker.hand();

    CompletableFuture<Appended> repeated =
        broker.append(ORDERS, Batches.sequenced(producer.join(), 0, "m"), Acks.WRITTEN);
    broker.runDisk();

    assertThat(broker.core().isIdle()).isFalse();
    broker.settle();
    assertThat(repeated).isCompleted();
    assertThat(repeated.join().duplicate()).isTrue();
  }

  @Test
  void transactionalBatchIsSyncedBeforeItIsAcknowledgedWhateverWasAsked() {
    ProducerIdentity producer = session();
    CompletableFuture<Appended> first =
        broker.append(ORDERS, Batches.transactional(producer, 0, "m"), Acks.NONE);
    CompletableFuture<Appended> repeated =
        broker.append(ORDERS, Batches.transactional(producer, 0, "m"), Acks.NONE);
    assertThat(first).isNotDone();
    assertThat(repeated).isNotDone();

    broker.settle();

    assertThat(first.join().durability()).isEqualTo(Acks.SYNCED);
    assertThat(repeated.join().durability()).isEqualTo(Acks.SYNCED);
  }

  @Test
  void damageIsToldFromATornWriteOneSecondAfterTheSyncThoughNothingElseHappened() throws Exception {
    broker.append(ORDERS, Batches.plain("damaged"), Acks.SYNCED);
    broker.settle();
    for (int i = 0; i < 10; i++) {
      broker.advance(100);
      broker.settle();
    }
    String log = ((PublishedPartition) view()).directory() + "/00000000000000000000.log";

    broker.losePower(new NothingSurvives());
    broker.storage().flipBit(log, (broker.storage().size(log) - 1) * 8);
    broker.open();

    assertThat(broker.storage().faults(Fault.BIT_FLIPPED)).isEqualTo(1);
    CompletableFuture<Appended> after = broker.append(ORDERS, Batches.plain("x"), Acks.SYNCED);
    assertThat(after)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("expected CRC32C");
  }

  /** What was not synced is lost. */
  private static final class NothingSurvives extends Random {
    private static final long serialVersionUID = 1L;

    @Override
    public int nextInt(int bound) {
      return 0;
    }
  }

  @Test
  void producerIsKnownAfterACrashThoughRetentionDeletedItsMessages() throws Exception {
    CompletableFuture<ProducerIdentity> producer = broker.ask(Core::initProducer);
    broker.<TopicDescription>ask((core, future) -> core.alterTopic("orders", retained(), future));
    broker.settle();
    broker.append(ORDERS, Batches.sequenced(producer.join(), 0, "first"), Acks.SYNCED);
    broker.append(ORDERS, Batches.sequenced(producer.join(), 1, "second"), Acks.SYNCED);
    fill(20);
    broker.advance(settings.retentionInterval().toMillis());
    broker.settle();
    assertThat(view().offsets().logStart()).isGreaterThan(1);

    broker.losePower(new NothingSurvives());
    broker.open();
    CompletableFuture<Appended> repeated =
        broker.append(ORDERS, Batches.sequenced(producer.join(), 1, "second"), Acks.SYNCED);
    CompletableFuture<Appended> next =
        broker.append(ORDERS, Batches.sequenced(producer.join(), 2, "third"), Acks.SYNCED);
    broker.settle();

    assertThat(repeated.join().duplicate()).isTrue();
    assertThat(next.join().duplicate()).isFalse();
  }

  @Test
  void filesOfADeletedTopicDoNotComeBackWithThePower() throws Exception {
    broker.append(ORDERS, Batches.plain("m"), Acks.SYNCED);
    broker.settle();
    CompletableFuture<Void> deleted =
        broker.ask((core, future) -> core.deleteTopic("orders", future));
    for (int i = 0; i < 10; i++) {
      broker.settle();
      broker.advance(100);
    }
    create("another");
    assertThat(deleted).isCompleted();

    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();

    assertThat(broker.storage().list("topics/orders")).isEmpty();
  }

  @Test
  void topicIdInUseIsNotDrawnAgainThoughTheSeedIs() throws Exception {
    Set<UUID> inUse = new HashSet<>();
    for (int run = 0; run < 20; run++) {
      TopicDescription topic = create("topic-" + run);
      assertThat(inUse.add(topic.id())).as("run %d", run).isTrue();
      broker.close();
      broker.open();
      if (run % 3 == 2) {
        TopicDescription oldest = broker.core().directory().find("topic-" + run / 3).topic();
        broker.<Void>ask((core, future) -> core.deleteTopic(oldest.name(), future));
        inUse.remove(oldest.id());
        broker.close();
        broker.open();
      }
    }
  }

  private CompletableFuture<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    return broker.ask((core, future) -> core.heartbeat(request, future));
  }

  private TopicSettings retained() {
    return TopicSettings.ofPartitions(1).withSegmentBytes(1_024).withRetentionBytes(1_024);
  }

  private void fill(int messages) {
    for (int i = 0; i < messages; i++) {
      broker.append(ORDERS, Batches.plain("x".repeat(200)), Acks.NONE);
      broker.settle();
    }
  }

  private ProducerIdentity session() {
    CompletableFuture<ProducerIdentity> session =
        broker.ask((core, future) -> core.initProducer("tx", TIMEOUT, future));
    broker.settle();
    return session.join();
  }

  private TopicDescription create(String name) {
    CompletableFuture<TopicDescription> created =
        broker.ask((core, future) -> core.createTopic(name, TopicSettings.ofPartitions(1), future));
    broker.settle();
    return created.join();
  }

  private void create(TopicSettings topic) {
    CompletableFuture<TopicDescription> created =
        broker.ask((core, future) -> core.createTopic("orders", topic, future));
    broker.settle();
    created.join();
  }

  private PartitionView view() {
    Directory.Entry entry = broker.core().directory().find("orders");
    List<PartitionView> partitions = entry.partitions();
    return partitions.get(0);
  }
}
